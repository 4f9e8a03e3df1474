using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Tests.Training;

public sealed class CrossFittingTests
{
    private static readonly TrainingRecipe Recipe = new() { Epochs = 6, BatchSize = 16, Seed = 3, Patience = 100 };

    [Fact]
    public void Wrong_labels_are_not_learned_by_heart()
    {
        var set = Outcomes.Set(240);
        var truth = set.Images.Labels.ToArray();
        int[] wrong = [.. set.Images.Training.Take(16)];
        foreach (var row in wrong)
            set.Images.Labels[row] = 1 - set.Images.Labels[row];

        var targets = CrossFitting.Teach(Stripes.Shape(), set.Images, set.Groups, Recipe, _ => { }, default);
        var outcome = Outcomes.Of(set with { Images = set.Images with { Targets = targets } }, Recipe);

        // Each wrong label was judged by a network that had not seen it.
        wrong.Select((_, i) => targets[i][truth[wrong[i]]]).Average().Should().BeGreaterThan(0.7f);
        outcome.IsStrong.Should().BeTrue();
        outcome.Accuracy.OnHeldOut.Should().BeGreaterThan(0.9);
        outcome.Accuracy.OnTrained.Should().BeLessThan(1 - (10.0 / set.Images.Training.Length));
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        var set = Outcomes.Set(60);

        var one = CrossFitting.Teach(Stripes.Shape(), set.Images, set.Groups, Recipe, _ => { }, default);
        var four = CrossFitting.Teach(Stripes.Shape(), set.Images, set.Groups, Recipe with { Jobs = 4 }, _ => { }, default);

        for (var i = 0; i < set.Images.Training.Length; i++)
            four[i].ToArray().Should().Equal(one[i].ToArray());
    }

    [Fact]
    public void Fewer_images_than_folds_are_refused()
    {
        var set = Outcomes.Set(6);

        var teach = () => CrossFitting.Teach(Stripes.Shape(), set.Images, set.Groups, Recipe, _ => { }, default);

        teach.Should().Throw<TrainingException>().WithMessage("Strong privacy needs at least 5*");
    }
}
