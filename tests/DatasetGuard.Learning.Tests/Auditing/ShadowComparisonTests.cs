using DatasetGuard.Learning.Auditing;

namespace DatasetGuard.Learning.Tests.Auditing;

public sealed class ShadowComparisonTests
{
    [Fact]
    public void A_model_is_asked_about_the_images_that_it_never_saw_by_their_own_place_and_label()
    {
        // Of two classes; the log-odds of label 0 are the first number less the second.
        (float[] Logits, bool[] Saw)[] models =
        [
            ([9, 9, 1, 0, 2, 0, 9, 9], [true, false, true, false]),
            ([9, 9, 3, 0, 4, 0, 9, 9], [false, true, false, true]),
        ];

        var shadows = ShadowComparison.Answers(models, first: 1, labels: [0, 1], classes: 2);

        shadows.Samples.Should().Be(2);
        shadows.Unseen(0).Should().Equal(1);
        shadows.Unseen(1).Should().Equal(-4);
    }
}
