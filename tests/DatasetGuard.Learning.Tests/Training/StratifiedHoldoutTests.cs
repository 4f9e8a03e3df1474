using CsCheck;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Tests.Training;

public sealed class StratifiedHoldoutTests
{
    [Fact]
    public void A_share_of_each_class_is_held_out()
    {
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i < 900 ? 0 : 1)];

        var (training, heldOut) = Split(labels, [.. Enumerable.Range(0, 1000)], 0.1);

        heldOut.CountBy(row => labels[row]).Should().BeEquivalentTo([KeyValuePair.Create(0, 90), KeyValuePair.Create(1, 10)]);
        training.Concat(heldOut).Order().Should().Equal(Enumerable.Range(0, 1000));
    }

    [Fact]
    public void Each_class_is_on_both_sides_and_copies_on_one() => Gen.Select(Gen.Int[0, 3].Array[20, 60], Gen.Int[0, 1000]).Sample((extra, seed) =>
    {
        // Three classes with two single images each at least, and copies of both kinds.
        int[] labels = [0, 0, 1, 1, 2, 2, .. extra.Select(number => number % 3)];
        int[] groups = [.. Enumerable.Range(0, 6), .. extra.Select((number, i) => number == 3 ? 0 : 6 + i)];

        var (training, heldOut) = Split(labels, groups, 0.2, seed);

        training.Select(row => labels[row]).Distinct().Should().HaveCount(3);
        heldOut.Select(row => labels[row]).Distinct().Should().HaveCount(3);
        training.Select(row => groups[row]).Intersect(heldOut.Select(row => groups[row])).Should().BeEmpty();
    });

    [Fact]
    public void A_class_of_one_image_is_refused_by_name()
    {
        var split = () => Split([0, 0, 1], [0, 1, 2], 0.1);

        split.Should().Throw<TrainingException>().WithMessage("Class 'class 1' has one image*");
    }

    [Fact]
    public void A_class_of_copies_of_one_image_is_refused_by_name()
    {
        var split = () => Split([0, 0, 1, 1], [0, 1, 2, 2], 0.1);

        split.Should().Throw<TrainingException>().WithMessage("Class 'class 1' has only copies*");
    }

    private static (int[] Training, int[] HeldOut) Split(int[] labels, int[] groups, double share, int seed = 1) =>
        StratifiedHoldout.Split(labels, groups, [.. Enumerable.Range(0, labels.Length)], share, seed, label => $"class {label}");
}
