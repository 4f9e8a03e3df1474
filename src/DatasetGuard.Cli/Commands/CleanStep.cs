using DatasetGuard.Cli.Rendering;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core.Cleaning;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Commands;

/// <summary>The last step of a scan with <c>--clean-to</c>.</summary>
internal sealed class CleanStep
{
    private const int NamedClasses = 3;

    private readonly string _target;
    private readonly CleanSource _source;

    /// <param name="target">What <c>--clean-to</c> names.</param>
    /// <param name="request">What is scanned.</param>
    /// <param name="output">What <c>--output</c> names.</param>
    /// <exception cref="CleanTargetException">The copy could not be written there; said before the scan.</exception>
    public CleanStep(string target, ScanRequest request, string? output)
    {
        if (target.Length == 0)
            throw new UsageException("--clean-to names nothing. Give a new folder or a new .csv file.");
        if (output is not null && $"{Path.GetFullPath(output)}/".StartsWith($"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(target))}/", StringComparison.Ordinal))
            throw new UsageException("--output may not lie in --clean-to: the reports are no part of the clean copy.");

        _target = target;
        _source = new CleanSource(request.Paths, request.Format, request.Options);
        CleanCopy.Check(target, _source);
    }

    /// <returns>The exit code of the scan; never a pass when there is no clean copy.</returns>
    public ExitCode Run(ScanResult result, TimeProvider time, Terminal terminal, CancellationToken cancellationToken)
    {
        if (result.Verdict == Verdict.Incomplete)
        {
            terminal.Complain($"The clean copy {Quote.Of(_target)} is not written: what was not looked at cannot be called clean.");
            return result.ExitCode;
        }

        var report = StageProgress.Run(terminal, time, progress => CleanCopy.Write(result, _source, _target, progress, cancellationToken));
        if (report.Written == 0)
        {
            terminal.Complain($"Nothing would be left in the clean copy {Quote.Of(_target)}, so it is not written. Look at the findings; suppress those that are no faults.");
            return result.ExitCode == ExitCode.Success ? ExitCode.Incomplete : result.ExitCode;
        }

        terminal.Say($"Clean copy: {Prose.Count(report.Written, "image")} in {Quote.Of(_target)}, {report.Quarantined:N0} left out{(report.Uncopied > 0 ? $", {report.Uncopied:N0} without bytes to copy" : "")}.");
        if (report.LostClasses.Count > 0)
            terminal.Say($"No image is left of {string.Join(", ", report.LostClasses.Take(NamedClasses).Select(Quote.Of))}{(report.LostClasses.Count > NamedClasses ? $" and {report.LostClasses.Count - NamedClasses:N0} classes more" : "")}.");

        return result.ExitCode;
    }
}
