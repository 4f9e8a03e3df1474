using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules.Duplicates;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Scanning;

namespace DatasetGuard.Core.Tests.Gating;

public sealed class QuarantineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(FindingLevel.Error, 1)]
    [InlineData(FindingLevel.Warning, 1)]
    [InlineData(FindingLevel.Note, 0)]
    public void Errors_and_warnings_put_their_samples_there_and_notes_do_not(FindingLevel level, int count)
    {
        _folder.Write("data/cat/1.png", Pictures.Png());

        Quarantined(level, "cat/1.png").Should().HaveCount(count);
    }

    [Fact]
    public void What_is_suppressed_stays()
    {
        _folder.Write("data/cat/1.png", Pictures.Png());
        var result = Scan(FindingLevel.Error, "cat/1.png");

        new Quarantine(BaselineStage.Apply(result, BaselineStage.Create(result, previous: null))).Count.Should().Be(0);
    }

    [Fact]
    public void Of_duplicates_one_copy_stays() => Write("cat/1", "cat/2", "cat/3").Should().Equal("cat/2.png", "cat/3.png");

    [Fact]
    public void The_copy_that_stays_is_one_that_nothing_else_is_said_against()
    {
        Write("cat/1", "cat/2", "cat/3");

        Quarantined(FindingLevel.Warning, "cat/1.png").Should().Equal("cat/1.png", "cat/3.png");
        Quarantined(FindingLevel.Warning, "cat/1.png", "cat/2.png", "cat/3.png").Should().Equal("cat/1.png", "cat/2.png", "cat/3.png");
    }

    [Fact]
    public void Of_images_with_different_labels_none_stays() => Write("cat/1", "cat/2", "dog/1").Should().Equal("cat/1.png", "cat/2.png", "dog/1.png");

    [Fact]
    public void Of_a_leak_one_copy_outside_of_the_training_split_stays() =>
        Write("train/cat/1", "train/cat/2", "val/cat/1", "val/cat/2").Should().Equal("train/cat/1.png", "train/cat/2.png", "val/cat/2.png");

    [Fact]
    public void Of_a_leak_with_different_labels_none_stays() =>
        Write("train/cat/1", "test/dog/1").Should().Equal("test/dog/1.png", "train/cat/1.png");

    [Fact]
    public void Of_groups_that_are_listed_together_each_keeps_one()
    {
        for (var group = 0; group < 30; group++)
        {
            for (var copy = 0; copy < 2; copy++)
                _folder.Write($"data/cat/{group:00}-{copy}.png", Pictures.Encode(Pictures.Noise(8, 8, 3, group), SkiaSharp.SKEncodedImageFormat.Png));
        }

        Quarantined(FindingLevel.Note).Should().HaveCount(30).And.OnlyContain(id => id.EndsWith("-1.png", StringComparison.Ordinal));
    }

    /// <summary>One image under several names beside others, and what of it is in quarantine.</summary>
    private List<string> Write(params string[] names)
    {
        foreach (var name in names)
            _folder.Write($"data/{name}.png", Pictures.Png(seed: 1));

        return Quarantined(FindingLevel.Note);
    }

    private List<string> Quarantined(FindingLevel level, params string[] flagged)
    {
        var result = Scan(level, flagged);
        var quarantine = new Quarantine(result);
        var ids = result.Dataset.Samples.Select(sample => sample.Id).Where(quarantine.Contains).ToList();
        quarantine.Entries.Select(entry => entry.Flagged.Sample.Id).Distinct().Order(StringComparer.Ordinal).Should().Equal(ids);
        quarantine.Count.Should().Be(ids.Count);
        return ids;
    }

    private ScanResult Scan(FindingLevel level, params string[] flagged)
    {
        FlaggedSample[] Flagged(Dataset dataset) => [.. dataset.Samples.Where(sample => flagged.Contains(sample.Id)).Select(sample => new FlaggedSample(sample))];
        var rule = new FakeRule((context, _) => new() { Findings = [FakeRule.Finding("DG9001", level) with { Samples = Flagged(context.Dataset) }] }, "DG9001");
        return new Scanner([rule, new DuplicateRule()], new ScanOptions { Jobs = 1 }, SilentProgress.Instance).Run([Path.Combine(_folder.Path, "data")], "auto", CancellationToken.None);
    }
}
