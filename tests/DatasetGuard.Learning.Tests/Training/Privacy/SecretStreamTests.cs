using DatasetGuard.Learning.Training.Privacy;

namespace DatasetGuard.Learning.Tests.Training.Privacy;

public sealed class SecretStreamTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, SecretStream.KeyLength).Select(i => (byte)i)];

    [Fact]
    public void The_key_the_purpose_and_the_step_decide_the_numbers_and_how_many_does_not()
    {
        var numbers = Normal(Key, SecretStream.Purpose.Noise, 3, 2_001);

        Normal(Key, SecretStream.Purpose.Noise, 3, 2_001).Should().Equal(numbers);
        Normal(Key, SecretStream.Purpose.Noise, 3, 1_000).Should().Equal(numbers[..1_000]);
        Normal(Key, SecretStream.Purpose.Noise, 4, 2_001).Should().NotEqual(numbers);
        Normal(Key, SecretStream.Purpose.Batch, 3, 2_001).Should().NotEqual(numbers);
        Normal(SecretStream.NewKey(), SecretStream.Purpose.Noise, 3, 2_001).Should().NotEqual(numbers);
        numbers.Distinct().Should().HaveCount(2_001);
    }

    [Fact]
    public void They_are_normal()
    {
        var numbers = Normal(Key, SecretStream.Purpose.Noise, 1, 200_000);

        numbers.Average().Should().BeApproximately(0, 0.01);
        numbers.Average(value => value * value).Should().BeApproximately(1, 0.02);
        numbers.Average(value => Math.Pow(value, 4)).Should().BeApproximately(3, 0.1);
        numbers.Zip(numbers.Skip(1), (one, next) => one * next).Average().Should().BeApproximately(0, 0.01);
        numbers.Count(value => Math.Abs(value) > 1.959964).Should().BeInRange(9_600, 10_400);
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

    private static double[] Normal(byte[] key, SecretStream.Purpose purpose, int step, int count)
    {
        using var stream = new SecretStream(key);
        var values = new double[count];
        stream.Normal(purpose, step, values);
        return values;
    }
}
