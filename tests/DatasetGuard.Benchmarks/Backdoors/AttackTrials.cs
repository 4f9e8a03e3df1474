using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Drills;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.Benchmarks.Backdoors;

/// <summary>Whether the attack of a cell works: every tenth image is kept out of the training, and gets the trigger afterwards.</summary>
internal static class AttackTrials
{
    private const int Fold = 10;

    /// <summary>Share of the kept images that the attack is about which a network takes for the first target.</summary>
    public static double Success(StudySet set, StudyCell cell, int seed, bool hasHighPass) =>
        Measure(set, cell, seed, new TrialNetwork(hasHighPass), hasRelatives: false).Seen.Share ?? double.NaN;

    /// <param name="set">What is poisoned.</param>
    /// <param name="cell">How.</param>
    /// <param name="seed">Of the choice, the trigger and the first weights.</param>
    /// <param name="network">What is trained on it.</param>
    /// <param name="hasRelatives">Unseen relatives of the trigger, the control and clean images are tried too; else they stand for the seen ones.</param>
    public static AttackSuccess Measure(StudySet set, StudyCell cell, int seed, TrialNetwork network, bool hasRelatives)
    {
        var options = new ScanOptions { Jobs = 1 };
        var target = cell.TargetsOf(set, seed)[0];
        var training = set.Take("training", Enumerable.Range(0, set.Images.Count).Where(i => i % Fold != 0));
        var all = set.Take("kept", Enumerable.Range(0, set.Images.Count).Where(i => i % Fold == 0));
        var kept = all.Take("kept", Enumerable.Range(0, all.Images.Count).Where(i => cell.IsSource(set, all.Labels[i], target)));
        List<PixelStore> stores = [];
        try
        {
            LoadedDataset Load(IDatasetReader reader)
            {
                stores.Add(new PixelStore(options.TemporaryFolder));
                var (dataset, views) = new DatasetLoader(stores[^1], options, SilentProgress.Instance).Load([reader.Format], [reader], default);
                return new LoadedDataset(dataset, views);
            }

            var trained = Load(cell.Apply(training, seed));
            LoadedDataset Test(StudySet images)
            {
                var loaded = Load(StudyCell.Clean(images));
                return loaded with { Views = loaded.Views.InGeometryOf(trained.Views) };
            }

            LoadedDataset Triggered(TriggerSplit split)
            {
                var trigger = Trigger.Parse(cell.Trigger, seed);
                return Test(kept with { Images = [.. kept.Images.Select((image, i) => cell.Poisoned(image, trigger, new TriggerDraw($"kept {i}", split)))] });
            }

            var seen = Triggered(TriggerSplit.Seen);
            var trial = new AttackTrial
            {
                Target = set.Classes[target],
                Training = trained,
                Clean = hasRelatives ? Test(all) : seen,
                Seen = seen,
                Unseen = hasRelatives ? Triggered(TriggerSplit.Unseen) : null,
                Control = hasRelatives ? Triggered(TriggerSplit.Control) : seen,
                Seed = seed,
            };
            return network.Measure(trial, options, SilentProgress.Instance, default);
        }
        finally
        {
            stores.ForEach(store => store.Dispose());
        }
    }
}
