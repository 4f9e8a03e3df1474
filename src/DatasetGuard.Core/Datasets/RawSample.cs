namespace DatasetGuard.Core.Datasets;

/// <summary>A sample as a reader finds it, before its bytes are looked at.</summary>
/// <param name="Id">Path inside the dataset, with <c>/</c>.</param>
/// <param name="Content">The image.</param>
/// <param name="Label">The class where the format states it; null where the path does.</param>
/// <param name="Split">The split where the format states it; null where the path may.</param>
/// <param name="Line">Line of the manifest, from 1; null without a manifest.</param>
public sealed record RawSample(string Id, SampleContent Content, string? Label = null, string? Split = null, int? Line = null)
{
    /// <summary>False where label and split stand in the path and are worked out when all paths are known.</summary>
    public bool IsLabelled { get; init; }
}
