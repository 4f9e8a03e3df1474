using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Screening;

namespace DatasetGuard.Learning.Tests.Screening;

public sealed class StripTests
{
    [Fact]
    public void Pictures_are_added_and_white_stays_white()
    {
        var mixed = new byte[4];

        Strip.Superimpose([0, 100, 200, 255], [7, 100, 100, 255], mixed);

        mixed.Should().Equal(7, 200, 255, 255);
    }

    [Fact]
    public void Entropy_is_the_mean_over_rows_in_bits()
    {
        Strip.MeanEntropy([0, 0, 0, 0], 4).Should().BeApproximately(2, 1e-12);
        Strip.MeanEntropy([500, 0, 0, 0], 4).Should().BeApproximately(0, 1e-12);
        Strip.MeanEntropy([0, 0, 500, 0], 2).Should().BeApproximately(0.5, 1e-12);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Answers_that_are_no_numbers_are_told(float logit)
    {
        var ask = () => Strip.MeanEntropy([0, 1, logit, 1], 2);

        ask.Should().Throw<AuditException>().WithMessage("*no finite numbers*");
    }
}
