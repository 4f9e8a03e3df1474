using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using SkiaSharp;

namespace DatasetGuard.Core.Tests.Scanning;

public sealed class ThumbnailPickerTests : IDisposable
{
    private const int Usual = 60;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_small_images_all_that_are_flagged_are_kept()
    {
        const int Count = 150;

        Kept(Count, side: 8).Should().Be(Count);
    }

    [Fact]
    public void Of_larger_ones_as_many_as_the_page_has_room_for_and_a_good_look_at_every_finding()
    {
        const int Count = 150;
        const int Side = 128;

        Kept(Count, Side).Should().BeGreaterThan(Usual).And.BeLessThan(Count);
    }

    private int Kept(int count, int side)
    {
        for (var i = 0; i < count; i++)
            _folder.Write($"cat/{i:000}.png", Pictures.Encode(Pictures.Noise(side, side, 3, i), SKEncodedImageFormat.Png));

        var rule = new FakeRule((context, _) => new RuleOutcome { Findings = [FakeRule.Finding("DG0001") with { Samples = [.. context.Dataset.Samples.Select(sample => new FlaggedSample(sample))] }] }, "DG0001");
        var result = new Scanner([rule], new ScanOptions { KeepsThumbnails = true }, SilentProgress.Instance).Run([_folder.Path], "auto", CancellationToken.None);
        return result.Dataset.Samples.Count(sample => result.Thumbnails.Find(sample) is not null);
    }
}
