using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using Spectre.Console;

namespace DatasetGuard.Cli.Rendering;

/// <summary>What people see first: the verdict, then each finding with its picture and its files, notes in a line for each rule, then what was not looked at.</summary>
/// <param name="console">stdout.</param>
/// <param name="output">The folder that holds the reports; null when none were written.</param>
internal sealed class TextReport(IAnsiConsole console, string? output)
{
    /// <summary>Files of a finding that are written out; of the first of a rule and level more, for it shows what is meant.</summary>
    private const int MaxFiles = 3, MaxFilesOfFirst = 10;

    private const int MaxIds = 5;

    /// <summary>Findings of one rule and level that are written out: the other rules must not scroll away.</summary>
    private const int MaxOfARule = 5;

    private const int StatusWidth = 10;
    private const int MaxPictureWidth = 140;

    private readonly int _width = Math.Min(console.Profile.Width, Prose.MaxWidth);

    public void Write(ScanResult result)
    {
        WriteVerdict(result);
        var notes = result.Findings.Where(finding => finding.Level == FindingLevel.Note && !Gate.Fails(finding.Level, result.Gate.FailOn)).ToList();
        foreach (var group in result.Findings.Except(notes).GroupBy(finding => (finding.Level, finding.RuleId)))
        {
            foreach (var (index, finding) in group.Take(MaxOfARule).Index())
                WriteFinding(finding, index == 0 ? MaxFilesOfFirst : MaxFiles);

            WriteHint(group.Key.RuleId, group.Count() - MaxOfARule);
        }

        WriteNotes(notes);
        WriteRules(result);
        if (result.Findings.Count > 0)
            WriteEnd(result);
    }

    private void WriteVerdict(ScanResult result)
    {
        var dataset = result.Dataset;
        var (word, colour, reason) = result.ExitCode switch
        {
            ExitCode.Success => ("PASS", Color.Green, Passed(result)),
            ExitCode.Findings => ("FAIL", Color.Red, Counts(result.Gate)),
            ExitCode.NothingToScan => ("NOTHING TO SCAN", Color.Yellow, $"{result.NothingToScan} This is not a pass."),
            _ => ("INCOMPLETE", Color.Yellow, "not everything could be looked at, so this is not a pass"),
        };
        Line((word, new Style(colour, decoration: Decoration.Bold)), ("  " + reason, Style.Plain));
        var classes = $"{Prose.Count(dataset.Samples.Count, dataset.HoldsVectors ? "feature vector" : "image")} in {Prose.Count(dataset.Classes.Count, "class", "classes")}";
        Line(($"{classes}, {Printable.Text(dataset.Root)} ({string.Join(", ", dataset.Formats)}), digest {dataset.Digest[..12]}{Ignored(dataset.Ignored)}", Quiet));
        if (Accepted(result) is { Length: > 0 } accepted)
            Line((accepted, Quiet));

        // Why a scan is incomplete stands with the verdict, however long the findings are.
        WriteStatuses(result.Rules.Where(run => run.Status == RuleStatus.Failed));
    }

    private static string Ignored(int files) => files == 0 ? "" : $"; {Prose.Count(files, "other file")} not read";

    private static string Accepted(ScanResult result)
    {
        var ofBaseline = result.Suppressed.Count(accepted => accepted.By == AcceptedBy.Baseline);
        var ofSuppressions = result.Suppressed.Count - ofBaseline;
        string[] parts =
        [
            .. ofSuppressions > 0 ? [$"{ofSuppressions:N0} suppressed by the configuration"] : Array.Empty<string>(),
            .. ofBaseline > 0 ? [$"{ofBaseline:N0} suppressed by the baseline"] : Array.Empty<string>(),
            .. result.StaleBaselineEntries > 0 ? [$"{Prose.Count(result.StaleBaselineEntries, "entry", "entries")} of the baseline no longer needed ('datasetguard baseline update')"] : Array.Empty<string>(),
        ];
        return string.Join(", ", parts);
    }

    private static string Passed(ScanResult result) => result.Findings.Count == 0
        ? $"nothing found{(result.Suppressed.Count > 0 ? " but what is suppressed" : "")}"
        : $"{Counts(result.Gate)}; --fail-on {result.Gate.FailOn.ToString().ToLowerInvariant()} lets them pass";

    private static string Counts(Gate gate)
    {
        string[] parts =
        [
            .. gate.Errors > 0 ? [Prose.Count(gate.Errors, "error")] : Array.Empty<string>(),
            .. gate.Warnings > 0 ? [Prose.Count(gate.Warnings, "warning")] : Array.Empty<string>(),
            .. gate.Notes > 0 ? [Prose.Count(gate.Notes, "note")] : Array.Empty<string>(),
        ];
        return string.Join(", ", parts);
    }

    private void WriteFinding(Finding finding, int files)
    {
        console.WriteLine();
        var subject = finding.Class is null ? "" : $": {Printable.Text(finding.Class)}";
        Line(
            ($"{finding.Level.Name()} {finding.RuleId}", new Style(ColourOf(finding.Level), decoration: Decoration.Bold)),
            ("  " + finding.Title + subject, new Style(decoration: Decoration.Bold)));
        foreach (var line in Prose.Wrap(finding.Message, _width - 2))
            Line(("  " + line, Style.Plain));

        WritePictures(finding);
        if (finding.IsList || !finding.Samples.All(flagged => finding.Message.Contains(Printable.Text(flagged.Sample.Id), StringComparison.Ordinal)))
        {
            console.WriteLine();
            foreach (var flagged in finding.Samples.Take(files))
                Line(("    " + Printable.Text(flagged.Sample.Id), Style.Plain));
            if (finding.Samples.Count > files)
                Line(($"    and {finding.Samples.Count - files:N0} more{(output is null ? "" : $": see {Shown("quarantine.csv")}")}", Quiet));
        }

        if (output is not null && finding.Pictures is [var picture, ..])
            Line(($"  picture: {Shown(EvidenceFiles.PathOf(finding, picture))}", Quiet));
    }

    /// <param name="rule">The rule of the findings above.</param>
    /// <param name="left">How many more it has; not positive when all were written.</param>
    private void WriteHint(string rule, int left)
    {
        if (left > 0)
        {
            console.WriteLine();
            Line(($"  and {Prose.Count(left, "more finding", "more findings")} of {rule}: see {(output is null ? "report.json (--output DIR)" : Shown("report.json"))}", Quiet));
        }

        Line(($"  datasetguard explain {rule}", new Style(Color.Blue)), ("  says how it is found, what else looks like it, and what to do", Quiet));
    }

    /// <summary>A line for each rule: what does not fail must not push away what does.</summary>
    private void WriteNotes(List<Finding> notes)
    {
        if (notes.Count == 0)
            return;

        console.WriteLine();
        foreach (var group in notes.GroupBy(note => note.RuleId))
        {
            var first = group.First();
            var files = group.Sum(note => note.Samples.Count);
            var groups = group.Count() > 1 ? $" in {group.Count():N0} groups" : "";
            var example = files == 0 ? "" : $": {Printable.Text(first.Samples[0].Sample.Id)}{(files > 1 ? ", \u2026" : "")}";
            Line(($"note {group.Key}", new Style(ColourOf(FindingLevel.Note))), ($"  {first.Title}, {Prose.Count(files, "file")}{groups}{example}", Style.Plain));
        }

        Line(($"  In full: {(output is null ? "--format markdown, or --output DIR" : Shown("report.md"))}", Quiet));
    }

    private void WritePictures(Finding finding)
    {
        var band = PictureBand.Of(finding.Pictures, Math.Min(console.Profile.Width, MaxPictureWidth) - 4);
        if (band is null || console.Profile.Capabilities.ColorSystem < ColorSystem.EightBit)
            return;

        console.WriteLine();
        console.Write(new Padder(new HalfBlockPicture(band.Pixels), new Padding(4, 0, 0, 0)));
        Line(("    " + band.Caption, Quiet));
    }

    /// <summary>
    /// What ran and what did not, rules with the same reason together: what was not looked at is never left out, and what failed stands with the
    /// verdict. Rules that run with an option only share a line.
    /// </summary>
    private void WriteRules(ScanResult result)
    {
        if (result.Findings.Count > 0)
            console.WriteLine();

        RuleRun[] ran = [.. result.Rules.Where(run => run.Status == RuleStatus.Completed)];
        Line(($"{Prose.Count(ran.Length, "rule")} ran at depth {Vocabulary.NameOf(result.Depth)}{(ran.Length is > 0 and <= MaxIds ? $": {Ids(ran)}" : "")}", Quiet));
        WriteStatuses(result.Rules.Where(run => run is { Wants: null, Status: not RuleStatus.Failed } && (run.Status != RuleStatus.Completed || run.Reason is not null)));

        var wanted = result.Rules.Where(run => run.Wants is not null).GroupBy(run => run.Wants).Select(group => $"{Ids(group)} (needs {group.Key})").ToList();
        if (wanted.Count > 0)
            WriteStatus("unchecked", new Style(Color.Yellow), string.Join(", ", wanted));
    }

    private void WriteStatuses(IEnumerable<RuleRun> runs)
    {
        foreach (var group in runs.GroupBy(run => (run.Status, run.Reason)))
            WriteStatus(NameOf(group.Key.Status), StyleOf(group.Key.Status), Ids(group) + (group.Key.Reason is null ? "" : $": {group.Key.Reason}"));
    }

    private void WriteStatus(string status, Style style, string text)
    {
        foreach (var line in Prose.Wrap(text, _width - StatusWidth))
        {
            Line((status.PadRight(StatusWidth), style), (line, Style.Plain));
            status = "";
        }
    }

    private void WriteEnd(ScanResult result)
    {
        console.WriteLine();
        var ids = result.Findings.SelectMany(finding => finding.Samples).Select(flagged => flagged.Sample.Id).ToHashSet(StringComparer.Ordinal);
        var flagged = result.Dataset.Samples.Count(sample => ids.Contains(sample.Id));
        Line((Counts(result.Gate), new Style(decoration: Decoration.Bold)), ($"; {flagged:N0} of {Prose.Count(result.Dataset.Samples.Count, "file")} flagged", Style.Plain));
        var hasPictures = result.Findings.Any(finding => finding.Pictures.Count > 0);
        var next = output is null
            ? $"Next: add --output DIR for {(hasPictures ? "the pictures, " : "")}the reports and the list of all flagged files."
            : $"Next: {(hasPictures ? "look at the pictures; " : "")}{Shown("quarantine.csv")} lists the flagged files, {Shown("scores.csv")} has the scores of all.";
        foreach (var line in Prose.Wrap(next, _width))
            Line((line, Style.Plain));
    }

    private static Style Quiet { get; } = new(Color.Grey);

    private string Shown(string file) => Printable.Text(Path.Combine(output!, file));

    private static string Ids(IEnumerable<RuleRun> runs) => string.Join(' ', runs.Select(run => run.Rule.Id));

    private static Color ColourOf(FindingLevel level) => level switch
    {
        FindingLevel.Error => Color.Red,
        FindingLevel.Warning => Color.Yellow,
        _ => Color.Blue,
    };

    private static string NameOf(RuleStatus status) => status switch
    {
        RuleStatus.Completed => "in part",
        RuleStatus.Skipped => "skipped",
        RuleStatus.Disabled => "disabled",
        _ => "failed",
    };

    private static Style StyleOf(RuleStatus status) => status switch
    {
        RuleStatus.Failed => new Style(Color.Red),
        RuleStatus.Completed => Style.Plain,
        _ => new Style(Color.Yellow),
    };

    /// <summary>Pieces of text, never markup: brackets in a name stay brackets.</summary>
    private void Line(params ReadOnlySpan<(string Text, Style Style)> pieces)
    {
        var line = new Paragraph();
        foreach (var (text, style) in pieces)
            line.Append(text, style);

        console.Write(line);
        console.WriteLine();
    }
}
