using DatasetGuard.Core.Cleaning;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Rules.Files;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Datasets;
using DatasetGuard.Core.Tests.Scanning;

namespace DatasetGuard.Core.Tests.Cleaning;

/// <summary>Scans a dataset, finds something against the samples that a test chooses, and writes the clean copy.</summary>
internal sealed class Cleaned(params string[] paths)
{
    private static readonly FileFaultRule Files = new();

    public Predicate<Sample> IsFlagged { get; init; } = _ => false;

    /// <summary>What happens between the scan and the copy.</summary>
    public Action AfterScan { get; init; } = () => { };

    public IScanProgress Progress { get; init; } = SilentProgress.Instance;

    public string? Labels { get; init; }

    /// <summary>Rules that are turned off.</summary>
    public string[] Disabled { get; init; } = [];

    public ScanResult? Result { get; private set; }

    public CleanReport To(string target, CancellationToken cancellationToken = default) =>
        TryTo(target, cancellationToken) ?? throw new InvalidOperationException("The scan is incomplete.");

    /// <summary>Null where there is no image with a class.</summary>
    public CleanReport? TryTo(string target, CancellationToken cancellationToken = default)
    {
        var options = new ScanOptions { Jobs = 2, FailOn = FailOn.None, Labels = Labels, Disabled = Disabled.ToHashSet() };
        var source = new CleanSource(paths, "auto", options);
        var flags = new FakeRule((context, _) => Flag(context.Dataset), "DG9001");
        Result = new Scanner([Files, flags], options, SilentProgress.Instance).Run(paths, "auto", CancellationToken.None);
        AfterScan();
        return Result.Verdict == Verdict.Incomplete ? null : CleanCopy.Write(Result, source, target, Progress, cancellationToken);
    }

    /// <summary>Each sample by what training code sees of it, with its class and split.</summary>
    public static IEnumerable<string> Contents(IEnumerable<Sample> samples, Dataset dataset, bool withSplits = true) => samples
        .Select(sample => $"{dataset.ClassOf(sample)} {(withSplits && sample.SplitIndex >= 0 ? dataset.Splits[sample.SplitIndex] : "")} {sample.PixelHash?.ToString("x") ?? sample.ContentHash}")
        .Order(StringComparer.Ordinal);

    /// <summary>What a reader finds in a copy.</summary>
    public static IEnumerable<string> Contents(string path, bool withSplits = true)
    {
        var dataset = Reading.Load(path);
        return Contents(dataset.Samples, dataset, withSplits);
    }

    private RuleOutcome Flag(Dataset dataset)
    {
        var samples = dataset.Samples.Where(sample => IsFlagged(sample)).Select(sample => new FlaggedSample(sample)).ToArray();
        return samples.Length == 0 ? RuleOutcome.Nothing : new RuleOutcome { Findings = [FakeRule.Finding("DG9001") with { Samples = samples }] };
    }
}
