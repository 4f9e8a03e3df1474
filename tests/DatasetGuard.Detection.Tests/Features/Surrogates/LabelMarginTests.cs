using DatasetGuard.Detection.Features.Surrogates;

namespace DatasetGuard.Detection.Tests.Features.Surrogates;

public sealed class LabelMarginTests
{
    [Theory]
    [InlineData(0, -2)]
    [InlineData(1, 2)]
    [InlineData(2, -6)]
    public void Is_the_label_less_the_best_other_class(int label, float margin) => LabelMargin.Of([1, 3, -3], label).Should().Be(margin);

    [Fact]
    public void A_tie_is_zero() => LabelMargin.Of([2, 2, 1], 0).Should().Be(0);
}
