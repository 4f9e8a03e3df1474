using DatasetGuard.Core.Imaging;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Auditing.Triggers.Latent;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers.Latent;

public sealed class LatentWaysTests
{
    private static readonly TriggerResult Deep = Audits.Planted.Result;

    [Fact]
    public void A_planted_trigger_changes_less_than_the_way_to_its_class_does()
    {
        Deep.Ways.Select(way => way.Target).Should().Equal(Enumerable.Range(0, TemplateModel.Classes));
        Deep.Ways.Should().OnlyContain(way => way.Turned > 0.5, "rows fade in and out on the way");
        var share = Deep.Ways.Zip(Deep.Classes).Select(pair => pair.Second.Change / pair.First.Change!.Value).ToList();
        share.Index().MinBy(pair => pair.Item).Index.Should().Be(Audits.Target);
        share[Audits.Target].Should().BeLessThan(0.7);
    }

    [Fact]
    public void A_way_begins_at_the_picture_itself_which_the_model_takes_for_another_class()
    {
        foreach (var way in Deep.Ways)
        {
            var begun = Enumerable.Range(0, Deep.Data.Images.Count).Single(row => Deep.Data.Images[row].SequenceEqual(way.Steps[0]));
            Deep.Data.Labels[begun].Should().NotBe(way.Target);
            way.FirstTurned.Should().BePositive();
        }
    }

    [Fact]
    public void The_picture_has_a_row_for_each_class_and_a_red_frame_where_the_model_changes_its_mind()
    {
        var sheet = Decoded(WayStrips.Draw(Deep));

        // Eight pixels are enlarged to 80, with 6 between; 17 steps, of which every other is drawn.
        (sheet.Width, sheet.Height).Should().Be((6 + (9 * 86), 6 + (TemplateModel.Classes * 86)));
        foreach (var (row, way) in Deep.Ways.Index())
        {
            var red = Enumerable.Range(0, 9).Where(column => sheet.Row(6 + (86 * row) + 40)[3 * (6 + (86 * column) - 2)] == 220 && sheet.Row(6 + (86 * row) + 40)[(3 * (6 + (86 * column) - 2)) + 1] == 30);
            red.Should().Equal((way.FirstTurned!.Value + 1) / 2);
        }
    }

    [Theory]
    [InlineData(7, 9, false)]
    [InlineData(8, 8, true)]
    public void Pictures_need_eight_pixels_a_side(int width, int height, bool fit) => LatentWays.Fit(new ByteImages(1, height, width, 1)).Should().Be(fit);

    private static PixelBuffer Decoded(byte[] png)
    {
        new ImageDecoder(DecodeLimits.Default).Decode(png, out var pixels, out _).Should().BeNull();
        return pixels!;
    }
}
