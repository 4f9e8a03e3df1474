using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class NeighbourTests
{
    [Fact]
    public void A_cosine_is_the_distance_of_vectors_of_length_one()
    {
        new Neighbour(0, 1).Distance.Should().Be(0);
        new Neighbour(0, 0).Distance.Should().BeApproximately(Math.Sqrt(2), 1e-12);
        new Neighbour(0, 1.0001f).Distance.Should().Be(0);
    }
}
