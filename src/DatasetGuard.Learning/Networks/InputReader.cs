using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Networks;

/// <summary>Makes of samples what a network is asked about.</summary>
/// <param name="views">Where the pixels are.</param>
/// <param name="samples">Decoded ones.</param>
/// <param name="cancellationToken">Stops soon.</param>
/// <returns>In the order of <paramref name="samples"/>, and of one size for all views of one geometry.</returns>
public delegate INetworkInputs InputReader(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken);
