using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Scanning;

/// <summary>What rules look at.</summary>
/// <param name="Dataset">Every sample, decoded or not.</param>
/// <param name="Views">The decoded pixels, as the analysis sees them.</param>
/// <param name="Options">What the user asked for.</param>
/// <param name="Progress">Told of long work.</param>
public sealed record ScanContext(Dataset Dataset, ViewStore Views, ScanOptions Options, IScanProgress Progress);

public sealed record ScanOptions
{
    /// <summary>Threads that work at the same time.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>Where chance begins: which images of a class stand for it, and where the search for principal directions starts.</summary>
    public int Seed { get; init; }

    /// <summary>Rules of a greater depth do not run.</summary>
    public ScanDepth Depth { get; init; } = ScanDepth.Fast;

    public Gating.FailOn FailOn { get; init; } = Gating.FailOn.Error;

    /// <summary>Rule ids that do not run.</summary>
    public IReadOnlySet<string> Disabled { get; init; } = new HashSet<string>();

    /// <summary>A manifest, CSV or JSON lines, with the labels of the one dataset, by path; null where the dataset has them itself.</summary>
    public string? Labels { get; init; }

    /// <summary>Levels of findings and values of options that differ from the rules' own, by rule id.</summary>
    public IReadOnlyDictionary<string, RuleSettings> Rules { get; init; } = new Dictionary<string, RuleSettings>();

    /// <summary>The content that was accepted, with which the dataset is compared; null without any.</summary>
    public Gating.AcceptedManifest? Accepted { get; init; }

    /// <summary>What the publisher of the data declares, with which they are compared; null without any.</summary>
    public Provenance.Croissant.CroissantDeclaration? Declared { get; init; }

    /// <summary>The encoder that will be transferred; null when the user names none.</summary>
    public FeatureSource? Features { get; init; }

    /// <summary>Where temporary files go: pixels of the images, removed at the end.</summary>
    public string TemporaryFolder { get; init; } = Path.GetTempPath();

    public Imaging.DecodeLimits Limits { get; init; } = Imaging.DecodeLimits.Default;

    /// <summary>The result has small pictures of the flagged samples, for a report that shows them.</summary>
    public bool KeepsThumbnails { get; init; }

    /// <summary>What earlier scans worked out; null to work everything out. The result is the same.</summary>
    public Caching.ScanCache? Cache { get; init; }

    /// <summary>The value of a rule's option: the configured one, or the rule's default.</summary>
    /// <exception cref="ArgumentException">The rule does not declare the option, so that nobody could have set it.</exception>
    public double ValueOf(RuleDescriptor rule, RuleOption option)
    {
        if (!rule.Options.Contains(option))
            throw new ArgumentException($"{rule.Id} does not declare the option {option.Name}.", nameof(option));

        return Rules.TryGetValue(rule.Id, out var settings) && settings.Options.TryGetValue(option.Name, out var value) ? value : option.Default;
    }

    /// <summary>The level of a finding. A suspicion, which the rule itself reports below its level, is lowered by the configuration but never raised.</summary>
    public FindingLevel LevelOf(RuleDescriptor rule, FindingLevel reported) =>
        Rules.GetValueOrDefault(rule.Id)?.Level is not { } configured || (reported < rule.Level && reported < configured) ? reported : configured;
}

/// <summary>Hears how far the scan is. Called from many threads.</summary>
public interface IScanProgress
{
    /// <summary>A new stage begins.</summary>
    /// <param name="name">A few words.</param>
    /// <param name="total">Steps of the stage; null when it is not known.</param>
    void Begin(string name, long? total);

    void Advance(long steps);
}

public sealed class SilentProgress : IScanProgress
{
    public static SilentProgress Instance { get; } = new();

    public void Begin(string name, long? total)
    {
    }

    public void Advance(long steps)
    {
    }
}
