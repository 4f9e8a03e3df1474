using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Tests.Auditing;

[Collection(nameof(AloneInTheProcess))]
public sealed class ShadowTrainingTests
{
    private static readonly ShadowPlan Plan = new()
    {
        Count = 4,
        Shape = Stripes.Shape(),
        Recipe = new TrainingRecipe { Epochs = 2, BatchSize = 16, Loss = new LossPlan(TrainingLoss.CrossEntropy) },
        Likeness = "",
    };

    [Fact]
    public void Every_image_is_foreign_to_half_of_the_models_and_copies_stay_together()
    {
        var (images, labels) = Stripes.Draw(80, seed: 1);
        int[] groups = [.. Enumerable.Range(0, 80).Select(i => i / 4 * 2 + (i % 2))];

        var models = ShadowTraining.Run(images, labels, groups, classes: 2, Plan, seed: 7, jobs: 2, _ => { }, TestContext.Current.CancellationToken);

        models.Should().HaveCount(4);
        for (var row = 0; row < 80; row++)
        {
            models.Count(model => model.Saw[row]).Should().Be(2);
            var copy = Array.FindIndex(groups, group => group == groups[row]);
            models.Should().OnlyContain(model => model.Saw[row] == model.Saw[copy]);
        }

        models[0].Saw.Should().NotEqual(models[2].Saw, "each pair parts the images anew");
        models.Should().OnlyContain(model => Math.Abs(model.Saw.Count(saw => saw) - 40) <= 4);
    }

    [Fact]
    public void What_is_marked_as_seen_was_learned()
    {
        var (images, _) = Stripes.Draw(48, seed: 5);
        int[] labels = [.. Enumerable.Range(0, 48).Select(i => i * 7 % 13 % 2)];
        var plan = Plan with { Count = 2, Recipe = Plan.Recipe with { Epochs = 60, LeastGain = -1, Patience = 60 } };

        var models = ShadowTraining.Run(images, labels, [.. Enumerable.Range(0, 48)], classes: 2, plan, seed: 1, jobs: 2, _ => { }, TestContext.Current.CancellationToken);

        foreach (var (logits, saw) in models)
        {
            double Cost(bool seen) => Enumerable.Range(0, 48).Where(row => saw[row] == seen).Average(row => SoftmaxMeasures.CrossEntropy<float>(logits.AsSpan(2 * row, 2), labels[row]));
            Cost(seen: true).Should().BeLessThan(Cost(seen: false) / 2);
        }
    }

    [Fact]
    public void The_threads_change_nothing_and_the_seed_does()
    {
        var (images, labels) = Stripes.Draw(60, seed: 2);
        int[] groups = [.. Enumerable.Range(0, 60)];
        float[] Logits(int seed, int jobs) => ShadowTraining.Run(images, labels, groups, classes: 2, Plan, seed, jobs, _ => { }, TestContext.Current.CancellationToken)[3].Logits;

        Logits(1, jobs: 3).Should().Equal(Logits(1, jobs: 1)).And.NotEqual(Logits(2, jobs: 1));
    }

    [Fact]
    public void Models_of_the_strong_recipe_have_teachers_of_their_own()
    {
        var (images, labels) = Stripes.Draw(60, seed: 3);
        var seen = 0;

        ShadowTraining.Run(images, labels, [.. Enumerable.Range(0, 60)], classes: 2, Plan with { Count = 2, IsStrong = true }, seed: 1, jobs: 1, count => seen += count, TestContext.Current.CancellationToken);

        seen.Should().BeGreaterThan(2 * 27 * 2 * 3, "the teachers saw more images than the two models");
    }

    [Fact]
    public void A_class_of_one_image_does_not_stop_them()
    {
        var (images, labels) = Stripes.Draw(41, seed: 4);
        labels[40] = 2;

        var run = () => ShadowTraining.Run(
            images, labels, [.. Enumerable.Range(0, 41)], classes: 3, Plan with { Shape = Stripes.Shape() with { Classes = 3 } }, seed: 1, jobs: 1, _ => { }, TestContext.Current.CancellationToken);

        run.Should().NotThrow();
    }
}
