using CsCheck;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Tests.Triggers;

public sealed class VaryingTriggerTests
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 300).Select(i => $"image {i}")];

    private static (PixelBuffer Image, Dictionary<string, string> Drawn) Apply(Trigger trigger, string name, TriggerSplit split = TriggerSplit.Seen)
    {
        var image = VaryingTriggers.Gray();
        return (image, VaryingTriggers.Drawn(trigger.Apply(image, new TriggerDraw(name, split))));
    }

    private static double Deviation(PixelBuffer image) => Math.Sqrt(image.Data.Average(value => Math.Pow(value - 128.0, 2)));

    [Fact]
    public void Two_pictures_get_two_patterns_and_another_seed_gives_others()
    {
        foreach (var text in (string[])["shape", "noise:10", "freq:10", "corner", "adaptive-blend"])
        {
            var patterns = new[] { (1, "a"), (1, "b"), (2, "a") }.Select(one => Convert.ToHexString(Apply(Trigger.Parse(text, one.Item1), one.Item2).Image.Data));

            patterns.Should().OnlyHaveUniqueItems(text);
        }
    }

    [Fact]
    public void Every_trigger_works_on_pictures_of_any_size() =>
        Gen.Select(VaryingTriggers.Any, Gen.Enum<TriggerSplit>(), Gen.Int[1, 9], Gen.Int[1, 9], Images.Channels).Sample((trigger, split, width, height, channels) =>
            trigger.Apply(Images.Noise(width, height, channels, 1), new TriggerDraw("a", split)).Length > 0);

    [Fact]
    public void Noise_has_the_deviation_and_the_distribution_that_it_says()
    {
        foreach (var name in Names.Take(30))
        {
            foreach (var split in Enum.GetValues<TriggerSplit>())
            {
                var (image, drawn) = Apply(new NoiseTrigger(10), name, split);

                Deviation(image).Should().BeApproximately(drawn.Number("sigma"), split == TriggerSplit.Control ? 3.5 : 0.9);
                drawn["distribution"].Should().BeOneOf(split switch { TriggerSplit.Seen => ["gauss"], TriggerSplit.Control => ["impulse"], _ => ["gauss", "laplace"] });
            }
        }
    }

    [Fact]
    public void Laplace_noise_has_heavier_tails_than_gaussian_noise()
    {
        var unseen = Names.Select(name => Apply(new NoiseTrigger(10), name, TriggerSplit.Unseen)).ToLookup(one => one.Drawn["distribution"], one => one.Image);
        double Kurtosis(IEnumerable<PixelBuffer> images) => images.Average(image => image.Data.Average(value => Math.Pow(value - 128.0, 4)) / Math.Pow(Deviation(image), 4));

        Kurtosis(unseen["gauss"]).Should().BeApproximately(3, 0.1);
        Kurtosis(unseen["laplace"]).Should().BeApproximately(6, 0.4);
    }

    [Fact]
    public void Unseen_gaussian_noise_is_never_as_strong_as_seen_noise() =>
        Names.Select(name => Apply(new NoiseTrigger(10), name, TriggerSplit.Unseen).Drawn).Where(drawn => drawn["distribution"] == "gauss")
            .Should().OnlyContain(drawn => drawn.Number("sigma") <= 6 || drawn.Number("sigma") >= 11);

    [Fact]
    public void Waves_have_the_cycles_of_their_split_and_the_amplitude_asked_for()
    {
        foreach (var name in Names)
        {
            var (seen, drawn) = Apply(new FrequencyTrigger(20), name);
            drawn.Number("cycles").Should().BeInRange(5, 7);
            seen.Data.Max().Should().BeInRange(144, 148);
            seen.Data.Min().Should().BeInRange(108, 112);

            var cycles = Apply(new FrequencyTrigger(20), name, TriggerSplit.Unseen).Drawn.Number("cycles");
            (cycles is >= 3 and <= 4 or >= 8 and <= 10).Should().BeTrue($"{cycles}");
        }
    }

    [Fact]
    public void A_wave_is_the_sinusoid_of_what_was_drawn()
    {
        var (image, drawn) = Apply(new FrequencyTrigger(20), "a");
        var phase = drawn.Number("phase") * Math.PI / 180;

        image.Data[0].Should().BeCloseTo((byte)Math.Round(128 + (20 * Math.Sin(phase))), 1);
        var (sin, cos) = Math.SinCos(drawn.Number("degrees") * Math.PI / 180);
        var argument = 2 * Math.PI * drawn.Number("cycles") * ((5 * cos / 32) + (9 * sin / 32));
        image.Row(9)[15].Should().BeCloseTo((byte)Math.Round(128 + (20 * Math.Sin(argument + phase))), 1);
    }

    [Fact]
    public void The_control_of_a_wave_has_its_energy() =>
        Deviation(Apply(new FrequencyTrigger(20), "a", TriggerSplit.Control).Image).Should().BeApproximately(20 / Math.Sqrt(2), 0.5);

    [Fact]
    public void Corners_get_squares_of_three_or_four_pixels_in_all_four_of_them_and_nothing_else_changes()
    {
        var places = new HashSet<(double, double)>();
        foreach (var name in Names)
        {
            var (image, drawn) = Apply(new CornerTrigger(), name);
            var (x, y, side) = (drawn.Number("x"), drawn.Number("y"), drawn.Number("side"));
            side.Should().BeOneOf(3, 4);
            new[] { x, y }.Should().OnlyContain(at => at == 0 || at == 32 - side);
            VaryingTriggers.Changed(VaryingTriggers.Gray(), image).Should().OnlyContain(pixel => pixel.X >= x && pixel.X < x + side && pixel.Y >= y && pixel.Y < y + side);
            places.Add((Math.Sign(x), Math.Sign(y)));
        }

        places.Should().HaveCount(4);
    }

    [Fact]
    public void Unseen_squares_are_of_one_or_two_colours_in_the_corners_and_the_control_lies_away_from_them()
    {
        foreach (var name in Names)
        {
            var (image, drawn) = Apply(new CornerTrigger(4), name, TriggerSplit.Unseen);
            var (x, y) = ((int)drawn.Number("x"), (int)drawn.Number("y"));
            var colours = Enumerable.Range(0, 16).Select(i => Convert.ToHexString(image.Row(y + (i / 4)).Slice(3 * (x + (i % 4)), 3))).Distinct().Count();
            colours.Should().Be(drawn["content"] == "plain" ? 1 : 2);
            new[] { x, y }.Should().OnlyContain(at => at == 0 || at == 28);

            var control = Apply(new CornerTrigger(4), name, TriggerSplit.Control).Drawn;
            new[] { control.Number("x"), control.Number("y") }.Should().OnlyContain(at => at >= 8 && at <= 20);
        }
    }

    [Fact]
    public void Adaptive_blend_gives_training_pictures_half_of_the_pieces_and_test_pictures_all()
    {
        var whole = VaryingTriggers.Gray();
        new BlendTrigger(0.3, 5).Apply(whole, default);
        foreach (var name in Names)
        {
            var (image, drawn) = Apply(new AdaptiveBlendTrigger(0.3, 5), name);
            var mask = Convert.ToInt32(drawn["pieces"], 16);

            int.PopCount(mask).Should().Be(8);
            for (var i = 0; i < 1024; i++)
            {
                var piece = (i / 32 / 8 * 4) + (i % 32 / 8);
                image.Data[3 * i].Should().Be((mask >> piece & 1) == 1 ? whole.Data[3 * i] : (byte)128);
            }
        }

        var test = VaryingTriggers.Gray();
        new BlendTrigger(0.4, 5).Apply(test, default);
        Apply(new AdaptiveBlendTrigger(0.3, 5), "a", TriggerSplit.Unseen).Image.Data.Should().Equal(test.Data);
    }
}
