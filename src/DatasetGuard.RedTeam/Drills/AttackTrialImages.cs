using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Attacks;
using DatasetGuard.RedTeam.Poisoning;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>Splits a dataset into poisoned training images and test images, and decodes both. The pixels are gone when it is disposed.</summary>
/// <remarks>Test images are drawn at random from all that were not chosen for the poison, and are not trained on.</remarks>
internal sealed class AttackTrialImages(SourceDataset source, SampleList list, ScanOptions options, IScanProgress progress) : IDisposable
{
    /// <summary>Half the width of the Wilson interval is then 3 points at most.</summary>
    private const int MaxTestImages = 1000;

    private const double TestShare = 0.1;

    private readonly List<PixelStore> _stores = [];

    public AttackTrial Load(PoisonOptions poison, Attack attack, IReadOnlyDictionary<int, Victim> chosen, CancellationToken cancellationToken)
    {
        ListedSample[] pool = [.. list.Samples.Where(sample => sample.Label is not null && !chosen.ContainsKey(sample.Position))];
        SplitMix64.For(poison.Seed, "test images").Shuffle(pool.AsSpan());
        ListedSample[] test = [.. pool.Take(Math.Min(MaxTestImages, (int)(TestShare * pool.Length)))];
        var all = test.Select(sample => sample.Position).ToHashSet();
        var others = test.Where(sample => sample.Label != poison.Target && (poison.Source ?? sample.Label) == sample.Label).Select(sample => sample.Position).ToHashSet();

        var training = Load(new PoisonedReader(source, list, poison, attack, chosen) { LeftOut = all }, null, cancellationToken);
        LoadedDataset Test(HashSet<int> positions, TriggerSplit? split) =>
            Load(new TestImageReader(source, list, positions, new SampleEncoder(source, attack), split), training, cancellationToken);

        return new AttackTrial
        {
            Target = poison.Target,
            Training = training,
            Clean = Test(all, null),
            Seen = Test(others, TriggerSplit.Seen),
            Unseen = attack.Trigger is { Varies: true } ? Test(others, TriggerSplit.Unseen) : null,
            Control = Test(others, TriggerSplit.Control),
            Seed = poison.Seed,
        };
    }

    public void Dispose() => _stores.ForEach(store => store.Dispose());

    private LoadedDataset Load(IDatasetReader reader, LoadedDataset? geometry, CancellationToken cancellationToken)
    {
        var store = new PixelStore(options.TemporaryFolder);
        _stores.Add(store);
        var (dataset, views) = new DatasetLoader(store, options with { Cache = null }, progress).Load([source.Path], [reader], cancellationToken);
        return new LoadedDataset(dataset, geometry is null ? views : views.InGeometryOf(geometry.Views));
    }
}
