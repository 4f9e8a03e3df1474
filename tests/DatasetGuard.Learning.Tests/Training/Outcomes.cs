using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Tests.Training;

/// <summary>Small runs from images to what is written of them.</summary>
internal static class Outcomes
{
    public static TrainingSet Set(int count, params string[] classes)
    {
        var (images, labels) = Stripes.Draw(count, seed: 5);
        int[] all = [.. Enumerable.Range(0, count)];
        var (training, holdout) = StratifiedHoldout.Split(labels, all, all, 0.4, seed: 1, label => $"{label}");
        return new TrainingSet
        {
            Images = new TrainingImages { Images = images, Labels = labels, Classes = 2, Training = training, Holdout = holdout },
            Classes = classes is [] ? ["lying", "standing"] : classes,
            Suspects = 3,
            Unusable = 2,
            OtherSplits = 1,
            Overlap = 4,
            Groups = all,
        };
    }

    public static TrainingOutcome Of(TrainingSet set, TrainingRecipe? recipe = null)
    {
        recipe ??= new TrainingRecipe { Epochs = 2, BatchSize = 16, Seed = 7 };
        var shape = recipe.Privacy is null ? Stripes.Shape() : Stripes.Shape() with { Normalisation = Normalisation.Group };
        using var stage = new TrainingStage(shape, set.Images, recipe);
        stage.Run(_ => { }, _ => { }, default);
        var model = new ModelDescription
        {
            Shape = shape,
            Height = Stripes.Side,
            Width = Stripes.Side,
            Classes = set.Classes,
            DatasetRoot = "data/train",
            DatasetDigest = new string('a', 64),
            ScanVerdict = "pass",
            Seed = recipe.Seed,
        };
        return TrainingOutcome.Measure(stage, set, recipe, model, default);
    }

    public static void Write(TrainingOutcome outcome, string folder, MembershipBudget? budget = null)
    {
        var dataset = new Dataset(outcome.Model.DatasetRoot, ["imagefolder"], outcome.Set.Classes, [], [new Sample { Id = "1", ClassIndex = 0, SplitIndex = -1, ContentHash = "", StoreOffset = -1 }]);
        var exposed = new MeasuredExposure(dataset, outcome.Set.Classes, outcome.Exposure is { } exposure ? [(TrainingOutcome.AttackTitle, exposure)] : []) { Refusal = outcome.ExposureRefusal };
        ModelFolder.Write(outcome, MembershipGate.Judge(exposed, budget ?? new MembershipBudget(), new ScanOptions()), folder);
    }
}
