namespace DatasetGuard.Core.Datasets;

/// <summary>Reads one dataset, sample by sample, in one pass and without unpacking anything to disk.</summary>
public interface IDatasetReader
{
    /// <summary>The name in configuration and reports, such as <c>imagefolder</c>.</summary>
    string Format { get; }

    /// <summary>Number of samples, when it is known without reading them.</summary>
    int? Count { get; }

    /// <summary>Files that are no images by their names (notes, label lists) and were left out.</summary>
    int Ignored { get; }

    /// <summary>Ids begin with the name of the archive that they lie in, which is no folder.</summary>
    bool HasParts => false;

    /// <summary>The manifest that labels the samples, as the user gave it; null without one.</summary>
    string? ManifestPath { get; }

    IEnumerable<RawSample> Read(CancellationToken cancellationToken);
}
