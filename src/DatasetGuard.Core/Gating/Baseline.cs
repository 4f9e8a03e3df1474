namespace DatasetGuard.Core.Gating;

/// <summary>The findings of one day that were accepted, so that only what is new counts.</summary>
public sealed record Baseline
{
    /// <summary>What wrote it.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>SHA-256 of the file that it was read from, in lower-case hexadecimal; null where it comes from none.</summary>
    public string? Digest { get; init; }

    /// <summary>The dataset that it was made from; content and names.</summary>
    public required string DatasetDigest { get; init; }

    /// <summary>Images of that dataset.</summary>
    public required int DatasetSamples { get; init; }

    /// <summary>By rule, class and fingerprint.</summary>
    public required IReadOnlyList<BaselineEntry> Entries { get; init; }
}

/// <param name="Rule">The rule's id.</param>
/// <param name="Class">The class that the finding is about; null when it is about the dataset.</param>
/// <param name="Samples">Images; of a list those of this one content, and more of them are not accepted.</param>
/// <param name="Fingerprint">As <see cref="Findings.Finding.Fingerprint"/>.</param>
/// <param name="Note">The finding's title, or why it is accepted, as somebody wrote it.</param>
public sealed record BaselineEntry(string Rule, string? Class, int Samples, string Fingerprint, string Note);
