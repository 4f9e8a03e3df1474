using CsCheck;
using DatasetGuard.Detection.Rules.Outliers;
using DatasetGuard.Detection.Verification;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class OddGroupTests
{
    private const int Count = 300;
    private const int Dimension = 6;
    private const int First = 1000;

    public OddGroupTests() => LibTorch.EnsureLoaded();

    [Fact]
    public void What_features_tell_linearly_is_fitted_exactly() => Gen.Int.Sample(
        seed =>
        {
            var space = Space(seed, shifted: 0);
            var weights = Enumerable.Range(0, Dimension).Select(k => k - 2.5).ToArray();
            double[] values = [.. Enumerable.Range(0, Count).Select(i => 7 + Enumerable.Range(0, Dimension).Sum(k => weights[k] * space[i][k]))];

            OddGroup.Fitted(space, values).Zip(values, (fitted, value) => Math.Abs(fitted + values.Average() - value)).Max().Should().BeLessThan(1e-2);
        },
        iter: 20,
        threads: 1);

    /// <summary>Edge networks lose three quarters of the poison and half of the rest; what they lose by chance lies in no direction.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Images_that_share_a_direction_are_found_although_many_others_are_lost_as_well(int seed)
    {
        const int Poison = 60;
        var random = new Random(seed);
        float[] margins = [.. Enumerable.Range(0, Count).Select(i => random.NextDouble() < (i < Poison ? 0.75 : 0.5) ? -2f : 2f)];

        var part = OddGroup.Of(ClassOutliers.Of(4, Space(seed, Poison)), margins, First, most: 0.3);

        part.Class.Should().Be(4);
        part.Group.Count(row => row < First + Poison).Should().BeGreaterThanOrEqualTo(50);
        part.Group.Count(row => row >= First + Poison).Should().BeLessThanOrEqualTo(6);
        part.All.Should().OnlyHaveUniqueItems().And.HaveCount(90).And.Contain(part.Group).And.OnlyContain(row => row >= First && row < First + Count);
    }

    [Fact]
    public void Images_that_are_all_alike_make_a_group_of_the_usual_size_and_no_fault()
    {
        var space = ClassSpace.Of(new float[64 * Dimension], Dimension, 64);

        var part = OddGroup.Of(ClassOutliers.Of(0, space), new float[64], First, most: 0.3);

        part.Group.Should().HaveCount(ClassVerifier.GroupSize(64));
        part.All.Should().HaveCount(19);
    }

    /// <summary>Normal values; the first so many are shifted along one feature.</summary>
    private static ClassSpace Space(int seed, int shifted)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        float[] features = [.. Enumerable.Range(0, Count * Dimension).Select(i => (float)Normal() + (i / Dimension < shifted && i % Dimension == 3 ? 5 : 0))];
        return ClassSpace.Of(features, Dimension, Count);
    }
}
