using DatasetGuard.Core.Datasets;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Some images of a dataset with their right labels, with a trigger in them or without.</summary>
/// <param name="source">The dataset.</param>
/// <param name="list">Its samples.</param>
/// <param name="positions">Which of them.</param>
/// <param name="encoder">Applies the attack.</param>
/// <param name="split">From where the trigger is drawn; null for none.</param>
internal sealed class TestImageReader(SourceDataset source, SampleList list, IReadOnlySet<int> positions, SampleEncoder encoder, TriggerSplit? split) : IDatasetReader
{
    private readonly IDatasetReader _images = source.Open();

    public string Format => _images.Format;

    public int? Count => positions.Count;

    public int Ignored => 0;

    public string? ManifestPath => _images.ManifestPath;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        var position = -1;
        foreach (var sample in _images.Read(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!positions.Contains(++position))
                continue;

            var label = sample.IsLabelled ? sample.Label : list.Layout.Resolve(sample.Id).Label;
            yield return sample with
            {
                Label = label,
                Split = null,
                IsLabelled = true,
                Content = split is { } drawn ? encoder.Poison(sample, drawn, cancellationToken) ?? sample.Content : sample.Content,
            };
        }
    }
}
