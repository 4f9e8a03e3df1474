using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Tests.Triggers;

public sealed class SinusoidTriggerTests
{
    [Fact]
    public void At_zero_degrees_the_wave_runs_to_the_right_with_its_cycles_over_the_width()
    {
        var image = Images.Flat(8, 3, 1, 100);

        Trigger.Parse("sin:20:1:0").Apply(image, default);

        byte[] wave = [100, 114, 120, 114, 100, 86, 80, 86];
        for (var y = 0; y < 3; y++)
            image.Row(y).ToArray().Should().Equal(wave);
    }

    [Fact]
    public void At_ninety_degrees_the_wave_runs_downward_with_its_cycles_over_the_height()
    {
        var image = Images.Flat(2, 4, 1, 100);

        Trigger.Parse("sin:20:1:90").Apply(image, default);

        image.Data.Should().Equal(100, 100, 120, 120, 100, 100, 80, 80);
    }

    [Fact]
    public void All_channels_get_the_same_and_values_stay_within_a_byte()
    {
        var image = Images.Flat(8, 1, 3, 250);
        image.Data[0] = 10;

        Trigger.Parse("sin:20:1:0").Apply(image, default);

        image.Row(0)[..3].ToArray().Should().Equal(10, 250, 250);
        image.Row(0).Slice(6, 3).ToArray().Should().Equal(255, 255, 255);
        image.Row(0).Slice(18, 3).ToArray().Should().Equal(230, 230, 230);
    }
}
