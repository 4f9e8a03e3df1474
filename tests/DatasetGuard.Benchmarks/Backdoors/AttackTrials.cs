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

    /// <param name="set">What is poisoned.</param>
    /// <param name="cell">How.</param>
    /// <param name="seed">Of the choice, the trigger and the first weights.</param>
    /// <param name="network">What is trained on it.</param>
    public static AttackSuccess Measure(StudySet set, StudyCell cell, int seed, TrialNetwork network)
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

            var trial = new AttackTrial
            {
                Target = set.Classes[target],
                Training = trained,
                Clean = Test(all),
                Seen = Triggered(TriggerSplit.Seen),
                Unseen = Triggered(TriggerSplit.Unseen),
                Control = Triggered(TriggerSplit.Control),
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
