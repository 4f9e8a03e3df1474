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
    public static double Success(StudySet set, StudyCell cell, int seed, bool hasHighPass)
    {
        var options = new ScanOptions { Jobs = 1 };
        var target = cell.TargetsOf(set, seed)[0];
        var training = set.Take("training", Enumerable.Range(0, set.Images.Count).Where(i => i % Fold != 0));
        var kept = set.Take("kept", Enumerable.Range(0, set.Images.Count).Where(i => i % Fold == 0 && cell.IsSource(set, set.Labels[i], target)));
        using PixelStore first = new(options.TemporaryFolder), second = new(options.TemporaryFolder);
        var trained = Load(first, cell.Apply(training, seed), options);
        var triggered = Load(second, StudyCell.Clean(kept with { Images = [.. kept.Images.Select((image, i) => cell.Poisoned(image, Trigger.Parse(cell.Trigger, seed), $"kept {i}"))] }), options);
        var seen = triggered with { Views = triggered.Views.InGeometryOf(trained.Views) };
        var trial = new AttackTrial { Target = set.Classes[target], Training = trained, Clean = seen, Seen = seen, Unseen = null, Control = seen, Seed = seed };
        return new TrialNetwork(hasHighPass).Measure(trial, options, SilentProgress.Instance, default).Seen.Share ?? double.NaN;
    }

    private static LoadedDataset Load(PixelStore store, IDatasetReader reader, ScanOptions options)
    {
        var (dataset, views) = new DatasetLoader(store, options, SilentProgress.Instance).Load([reader.Format], [reader], default);
        return new LoadedDataset(dataset, views);
    }
}
