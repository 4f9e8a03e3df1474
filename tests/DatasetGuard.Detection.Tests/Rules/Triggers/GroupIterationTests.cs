using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class GroupIterationTests
{
    /// <summary>On a line: thirty images about 0, ten at 8, and one a little before half of the way.</summary>
    private static readonly float[] Line = [.. Enumerable.Range(0, 30).Select(i => (i % 5 * 0.1f) - 0.2f), .. Enumerable.Repeat(8f, 10), 3.5f];

    private static readonly int[] Far = [.. Enumerable.Range(30, 10)];

    [Fact]
    public void A_part_of_a_group_becomes_the_group() => Run([[30, 31, 32]]).Should().ContainSingle().Which.Should().Equal(Far);

    [Fact]
    public void First_guesses_that_meet_are_one_group() => Run([[30, 31, 32], Far, [36, 38, 40]]).Should().ContainSingle().Which.Should().Equal(Far);

    [Fact]
    public void What_falls_apart_is_no_group() => Run([[40]], [.. new float[40], 5f]).Should().BeEmpty();

    [Fact]
    public void What_takes_in_most_of_the_class_is_no_group() => Run([Far], [.. Enumerable.Repeat(0f, 10), .. Enumerable.Repeat(8f, 31)]).Should().BeEmpty();

    [Fact]
    public void Without_iterations_the_guesses_stay() => Run([[30, 31, 32]], Line, iterations: 0).Should().ContainSingle().Which.Should().Equal(30, 31, 32);

    private static List<int[]> Run(int[][] seeds, float[]? line = null, int iterations = 6)
    {
        line ??= Line;
        return GroupIteration.Run(seeds, groups => [.. groups.Select(group => (line, (double)group.Average(row => line[row])))], line.Length, iterations);
    }
}
