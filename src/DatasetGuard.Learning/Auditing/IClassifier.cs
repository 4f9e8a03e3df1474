using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Auditing;

/// <summary>A model that is asked about pictures. Safe from many threads.</summary>
public interface IClassifier : IDisposable
{
    /// <summary>What kind of model it is and what it takes, in a few words fit to print.</summary>
    string Description { get; }

    /// <summary>SHA-256 of the file with its weights, in lower-case hexadecimal.</summary>
    string Digest { get; }

    /// <summary>Values that it gives for a picture.</summary>
    int Outputs { get; }

    /// <summary>In a sentence fit to print, why its answers may differ from those it gives in use; null where nothing is known.</summary>
    string? Caveat { get; }

    /// <param name="views">Where the pictures are.</param>
    /// <param name="samples">Decoded ones.</param>
    /// <param name="logits">A row of <see cref="Outputs"/> for each.</param>
    /// <param name="cancellationToken">Stops soon.</param>
    /// <exception cref="AuditException">The model fails on them, or takes others.</exception>
    void Ask(ViewStore views, IReadOnlyList<Sample> samples, Span<float> logits, CancellationToken cancellationToken);

    /// <summary>Pictures for those who change them before they ask.</summary>
    /// <param name="views">Where the pictures are.</param>
    /// <param name="samples">Decoded ones.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    /// <exception cref="AuditException">They are not of the kind that it takes.</exception>
    ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken);

    /// <param name="pictures">Of the size and the channels that <see cref="Load"/> gives.</param>
    /// <param name="logits">A row of <see cref="Outputs"/> for each.</param>
    /// <param name="cancellationToken">Stops soon.</param>
    /// <exception cref="AuditException">The model fails on them.</exception>
    void Ask(ByteImages pictures, Span<float> logits, CancellationToken cancellationToken);
}
