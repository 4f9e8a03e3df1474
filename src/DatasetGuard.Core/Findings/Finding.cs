using System.Security.Cryptography;
using System.Text;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Findings;

/// <summary>One group of samples that a rule reports: a trigger, a duplicate cluster, the files with one kind of fault.</summary>
/// <remarks>Class and sample names are the attacker's: every report writer escapes them for its own format.</remarks>
public sealed record Finding
{
    public required string RuleId { get; init; }

    public required FindingLevel Level { get; init; }

    /// <summary>A few words without names from the dataset.</summary>
    public required string Title { get; init; }

    /// <summary>What, where, how sure, and what to do; names in it have gone through <see cref="Printable"/>.</summary>
    public required string Message { get; init; }

    /// <summary>The class it is about; null when it is about the dataset.</summary>
    public string? Class { get; init; }

    public double? Score { get; init; }

    /// <summary>The score from which the rule reports.</summary>
    public double? Threshold { get; init; }

    public required FindingLocation Location { get; init; }

    /// <summary>All samples of the group, the most suspicious first.</summary>
    public required IReadOnlyList<FlaggedSample> Samples { get; init; }

    /// <summary>
    /// True when each sample is at fault by itself and they are only listed together, as files with one kind of damage: each can be accepted
    /// alone. False when they are at fault together, as a trigger or a duplicate cluster: that is accepted whole or not at all.
    /// </summary>
    public bool IsList { get; init; }

    /// <summary>What a finding without samples is about, where the class does not tell; part of the fingerprint.</summary>
    public string? Subject { get; init; }

    /// <summary>Named numbers behind the score, in the order of the rule's page.</summary>
    public IReadOnlyList<Measure> Measures { get; init; } = [];

    public IReadOnlyList<EvidencePicture> Pictures { get; init; } = [];

    /// <summary>The same for the same rule, class and image contents, whatever the files are called and however they are ordered.</summary>
    public string Fingerprint
    {
        get
        {
            var contents = Samples.Select(flagged => flagged.Sample.ContentHash.Length > 0 ? flagged.Sample.ContentHash : flagged.Sample.Id).Order(StringComparer.Ordinal);

            // A class whose name has line breaks must not pass for another class with other images.
            var lines = contents.Prepend(Class ?? "").Prepend(RuleId).Concat(Subject is null ? [] : [Subject]).Select(line => line.Replace("\n", "\\n"));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..32];
        }
    }
}

/// <param name="Sample">The image.</param>
/// <param name="Score">The rule's score of this image, higher is more suspicious; null where the rule has none.</param>
public sealed record FlaggedSample(Sample Sample, double? Score = null)
{
    /// <summary>
    /// Images of a finding with the same number are copies of one another, of which one may stay in the dataset. Null where the image itself
    /// is what is wrong.
    /// </summary>
    public int? CopyGroup { get; init; }

    /// <summary>From 1; which of the groups of a finding that has several the image is in. Null where the finding is one group.</summary>
    public int? Group { get; init; }
}

/// <param name="Name">camelCase, as in <c>report.json</c>.</param>
/// <param name="Value">Finite.</param>
public sealed record Measure(string Name, double Value);

/// <param name="Name">A file name without extension, made by us: letters, digits and hyphens.</param>
/// <param name="Caption">What it shows, in a few words.</param>
/// <param name="Pixels">Small: at most some hundred pixels a side.</param>
public sealed record EvidencePicture(string Name, string Caption, PixelBuffer Pixels)
{
    /// <summary>It shows nothing but images of the finding as they are: a report that shows those anyway leaves it out.</summary>
    public bool IsOfSamples { get; init; }
}

public enum LocationKind
{
    /// <summary>The dataset as a whole.</summary>
    Dataset,

    /// <summary>One file of the dataset.</summary>
    File,

    /// <summary>A line of the label manifest.</summary>
    ManifestLine,

    /// <summary>A line of the configuration.</summary>
    ConfigurationLine,
}

/// <param name="Kind">What the path names.</param>
/// <param name="Path">The dataset's root, a sample's id, the manifest or the configuration, as <paramref name="Kind"/> says.</param>
/// <param name="Line">Line of that text, from 1.</param>
public sealed record FindingLocation(LocationKind Kind, string Path, int? Line = null)
{
    /// <summary>Where people would look first: the sample's line in the manifest, or else its file.</summary>
    public static FindingLocation Of(Sample sample, Dataset dataset) => sample.Line is { } line && dataset.ManifestOf(sample) is { } manifest
        ? new FindingLocation(LocationKind.ManifestLine, manifest, line)
        : new FindingLocation(LocationKind.File, sample.Id);
}
