using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Detection.Rules.Labels;

namespace DatasetGuard.Detection.Tests.Rules.Labels;

public sealed class ConfidentLearningTests
{
    [Fact]
    public void The_threshold_of_a_class_is_the_mean_probability_of_its_own_label()
    {
        int[] labels = [0, 0, 1, 1, 1];
        var outOfFold = Told(labels, [0.9, 0.1], [0.5, 0.5], [0.2, 0.8], [0.4, 0.6], [0.9, 0.1]);

        ConfidentLearning.Thresholds(outOfFold, labels, 3).Should().SatisfyRespectively(
            first => first.Should().BeApproximately(0.7, 1e-6),
            second => second.Should().BeApproximately(0.5, 1e-6),
            none => none.Should().Be(1));
    }

    [Fact]
    public void An_image_is_listed_when_another_class_is_as_probable_as_for_its_own_images()
    {
        int[] labels = [0, 0, 0, 1, 1, 1];

        // Rows 2 and 5 look like the other class; only row 5 does as surely as that class's own images, 0.6 on average.
        var outOfFold = Told(labels, [0.9, 0.1], [0.5, 0.5], [0.4, 0.6], [0.1, 0.9], [0.05, 0.95], [0.8, 0.2]);

        ConfidentLearning.Mislabelled(outOfFold, labels, 2).Should().Equal(5);
    }

    [Fact]
    public void The_least_probable_labels_come_first()
    {
        int[] labels = [0, 0, 0, 0, 1, 1];
        var outOfFold = Told(labels, [0.9, 0.1], [0.9, 0.1], [0.2, 0.8], [0.05, 0.95], [0.3, 0.7], [0.3, 0.7]);

        ConfidentLearning.Mislabelled(outOfFold, labels, 2).Should().Equal(3, 2);
    }

    private static OutOfFold Told(int[] labels, params double[][] probabilities)
    {
        var outOfFold = new OutOfFold(labels.Length);
        for (var row = 0; row < labels.Length; row++)
            outOfFold.Receive(row, Array.ConvertAll(probabilities[row], p => (float)Math.Log(p)), labels[row]);

        return outOfFold;
    }
}
