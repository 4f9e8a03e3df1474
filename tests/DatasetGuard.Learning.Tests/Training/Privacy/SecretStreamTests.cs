using DatasetGuard.Learning.Training.Privacy;

namespace DatasetGuard.Learning.Tests.Training.Privacy;

public sealed class SecretStreamTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, SecretStream.KeyLength).Select(i => (byte)i)];

    [Fact]
    public void The_key_the_purpose_and_the_step_decide_the_numbers_and_how_many_does_not()
    {
        var numbers = Words(Key, SecretStream.Purpose.Noise, 3, 2_001);

        Words(Key, SecretStream.Purpose.Noise, 3, 2_001).Should().Equal(numbers);
        Words(Key, SecretStream.Purpose.Noise, 3, 1_000).Should().Equal(numbers[..1_000]);
        Words(Key, SecretStream.Purpose.Noise, 4, 2_001).Should().NotEqual(numbers);
        Words(Key, SecretStream.Purpose.Batch, 3, 2_001).Should().NotEqual(numbers);
        Words(SecretStream.NewKey(), SecretStream.Purpose.Noise, 3, 2_001).Should().NotEqual(numbers);
        numbers.Distinct().Should().HaveCount(2_001);
    }

    [Fact]
    public void They_are_even()
    {
        var numbers = new double[100_000];
        using (var stream = new SecretStream(Key))
            stream.Uniform(SecretStream.Purpose.Batch, 1, numbers);

        numbers.Should().OnlyContain(value => value >= 0 && value < 1);
        foreach (var tenth in numbers.CountBy(value => (int)(10 * value)))
            tenth.Value.Should().BeInRange(9_600, 10_400);
    }

    [Fact]
    public void Numbers_below_a_bound_are_even_as_well()
    {
        using var stream = new SecretStream(Key);
        var words = new SecretWords(stream, SecretStream.Purpose.Noise, 1);

        Enumerable.Range(0, 30_000).Select(_ => words.Below(3)).CountBy(value => value).Should().HaveCount(3).And.OnlyContain(value => value.Value > 9_600 && value.Value < 10_400);
        words.Below(1).Should().Be(0);
        words.Bits(0).Should().Be(0);
    }

    private static ulong[] Words(byte[] key, SecretStream.Purpose purpose, int step, int count)
    {
        using var stream = new SecretStream(key);
        var words = new SecretWords(stream, purpose, step);
        return [.. Enumerable.Range(0, count).Select(_ => words.Bits(64))];
    }
}
