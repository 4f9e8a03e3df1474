using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Configuration;

/// <summary>What a configuration file, and on top of it the environment, ask for. Null and empty stand for "not said".</summary>
public sealed record ScanConfiguration
{
    /// <summary>Nothing is said.</summary>
    public static ScanConfiguration Empty { get; } = new();

    /// <summary>The file, as the user would name it; null without one.</summary>
    public string? File { get; init; }

    /// <summary>SHA-256 of the file in lower-case hexadecimal; null without one.</summary>
    public string? Digest { get; init; }

    public DatasetSettings Dataset { get; init; } = new();

    /// <summary>One of <see cref="Vocabulary.Depths"/>.</summary>
    public string? Depth { get; init; }

    public FailOn? FailOn { get; init; }

    /// <summary>Threads, from 1.</summary>
    public int? Jobs { get; init; }

    public int? Seed { get; init; }

    /// <summary>The folder for the reports.</summary>
    public string? Output { get; init; }

    /// <summary>The file of the accepted findings.</summary>
    public string? Baseline { get; init; }

    /// <summary>The file of the accepted content; beside the baseline unless given.</summary>
    public string? Accepted { get; init; }

    /// <summary>The folder of the cache, or <see cref="Vocabulary.Off"/>.</summary>
    public string? Cache { get; init; }

    public FeatureSettings Features { get; init; } = new();

    /// <summary>How models are trained, and what they may give away.</summary>
    public TrainingSettings Training { get; init; } = new();

    /// <summary>By rule id.</summary>
    public IReadOnlyDictionary<string, RuleSettings> Rules { get; init; } = new Dictionary<string, RuleSettings>();

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<Suppression> Suppressions { get; init; } = [];

    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;
}

/// <summary>What is scanned when the command line names nothing.</summary>
public sealed record DatasetSettings
{
    /// <summary>Relative to the current folder, as those of the command line.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>One of <see cref="Datasets.DatasetFormats.Names"/>.</summary>
    public string? Format { get; init; }

    /// <summary>A manifest with the labels of the dataset, by path.</summary>
    public string? Labels { get; init; }

    /// <summary>The datasets that a command names, or else those of the configuration. What it says of these holds where just these are named, and not for others.</summary>
    /// <param name="named">Paths; relative to the current folder.</param>
    public DatasetSettings Of(IReadOnlyCollection<string> named) => named.Count == 0 || FullPaths(named).SequenceEqual(FullPaths(Paths), StringComparer.Ordinal)
        ? this with { Paths = named.Count == 0 ? Paths : [.. named] }
        : new DatasetSettings { Paths = [.. named] };

    private static IOrderedEnumerable<string> FullPaths(IEnumerable<string> paths) =>
        paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).Order(StringComparer.Ordinal);
}

/// <summary>The encoder that will be transferred.</summary>
public sealed record FeatureSettings
{
    /// <summary>A model file.</summary>
    public string? Model { get; init; }

    /// <summary>The name of the output that is the features.</summary>
    public string? Layer { get; init; }

    /// <summary>As <see cref="Scanning.FeatureSource.Mean"/>.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0];

    /// <summary>As <see cref="Scanning.FeatureSource.Deviation"/>.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [1];
}
