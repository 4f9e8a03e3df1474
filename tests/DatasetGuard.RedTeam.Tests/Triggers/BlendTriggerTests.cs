using CsCheck;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Tests.Triggers;

public sealed class BlendTriggerTests
{
    [Fact]
    public void The_whole_share_leaves_the_noise_alone_and_the_noise_is_the_same_for_every_picture()
    {
        var (dark, bright) = (Images.Flat(16, 16, 3, 0), Images.Flat(16, 16, 3, 255));

        Trigger.Parse("blend:1", 4).Apply(dark, default);
        Trigger.Parse("blend:1", 4).Apply(bright, default);

        dark.Data.Should().Equal(bright.Data);
    }

    [Fact]
    public void Every_value_is_the_rounded_mixture_of_picture_and_noise() =>
        Gen.Select(Gen.Double[0.01, 1], Gen.Int[0, 1000], Images.Channels).Sample((alpha, seed, channels) =>
        {
            var image = Images.Noise(9, 7, channels, seed);
            var (before, noise) = (image.Clone(), Images.Flat(9, 7, channels, 0));

            new BlendTrigger(1, seed).Apply(noise, default);
            new BlendTrigger(alpha, seed).Apply(image, default);

            return Enumerable.Range(0, image.Length)
                .All(i => image.Data[i] == (byte)Math.Round(((1 - alpha) * before.Data[i]) + (alpha * noise.Data[i])));
        });

    [Fact]
    public void The_noise_is_uniform_and_differs_by_channel_and_seed()
    {
        var (image, other) = (Images.Flat(256, 256, 3, 0), Images.Flat(256, 256, 3, 0));

        Trigger.Parse("blend:1", 1).Apply(image, default);
        Trigger.Parse("blend:1", 2).Apply(other, default);

        image.Data.Should().NotEqual(other.Data);
        image.IsGray().Should().BeFalse();
        var counts = image.Data.CountBy(value => value).ToDictionary();
        counts.Should().HaveCount(256);
        counts.Values.Should().OnlyContain(count => count > 600 && count < 940, "768 are expected of each, with a deviation of 28");
    }
}
