using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class ProcessedGroupTests
{
    private const int Count = 30;

    private static readonly Lazy<TestSet> Colour = new(() => TestSet.Drawn(classes: 5, perClass: 300));
    private static readonly Lazy<TestSet> Gray = new(() => TestSet.Drawn(classes: 6, perClass: 200, width: 24, height: 24, channels: 1));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Finds_blurred_images_of_other_classes(bool isColour)
    {
        var set = Blurred((isColour ? Colour : Gray).Value, "class2");
        using var loaded = LoadedSet.Of(set);

        var finding = loaded.Evaluate().Findings.Should().ContainSingle().Which;

        (finding.RuleId, finding.Level, finding.Class).Should().Be(("DG2205", FindingLevel.Warning, "class2"));
        finding.Message.Should().Contain("processed in the same way").And.Contain("times the fine detail");
        finding.Samples.Select(flagged => flagged.Score).Should().BeInDescendingOrder();
        finding.Samples.Count(flagged => set.PoisonedIds.Contains(flagged.Sample.Id)).Should().BeGreaterThanOrEqualTo((int)(0.95 * finding.Samples.Count)).And.BeGreaterThanOrEqualTo((int)(0.9 * Count));
        finding.Pictures.Select(picture => picture.Name).Should().Equal("examples", "others");
        finding.Score.Should().BeGreaterThanOrEqualTo(finding.Threshold!.Value);
        finding.Measures.Should().OnlyContain(measure => double.IsFinite(measure.Value));
    }

    [Fact]
    public void Images_that_were_processed_alike_in_all_classes_are_no_finding()
    {
        // A tenth of each class.
        var set = new TestSet([.. Colour.Value.Images.Select((image, i) => i / 5 % 10 == 0 ? image with { Pixels = Blurred(image.Pixels) } : image)]);
        using var loaded = LoadedSet.Of(set);

        loaded.Evaluate().Findings.Should().BeEmpty();
    }

    [Fact]
    public void Clean_images_are_no_finding()
    {
        using var loaded = LoadedSet.Of(Colour.Value);

        loaded.Evaluate().Findings.Should().BeEmpty();
    }

    [Fact]
    public void What_a_trigger_leaves_in_the_traces_is_not_told_twice()
    {
        using var loaded = LoadedSet.Of(Colour.Value.Poisoned("blend:0.2", "class2", Count));

        loaded.Evaluate().Findings.Select(finding => finding.RuleId).Should().Equal("DG2202");
    }

    [Fact]
    public void Says_when_there_are_too_few_images_to_know_how_others_vary()
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(classes: 3, perClass: 100));

        var outcome = loaded.Evaluate();

        outcome.Skipped.Should().ContainSingle().Which.Should().Be(new KeyValuePair<string, string>("DG2205", "No class of 14 images or more has 965 images of other classes to be compared with."));
        PixelGroups.Find(loaded.Context, default).Should().BeEmpty();
    }

    [Fact]
    public void Says_which_classes_have_too_few_others()
    {
        // 600, 600 and 300: only the last has enough others.
        var images = TestSet.Drawn(classes: 3, perClass: 600, width: 16, height: 16).Images;
        using var loaded = LoadedSet.Of(new TestSet([.. images.Where(image => image.Class != "class2"), .. images.Where(image => image.Class == "class2").Take(300)]));

        var limits = loaded.Evaluate().Limits;

        limits.Should().ContainSingle().Which.Should().Be(new KeyValuePair<string, string>("DG2205", "Not looked at: classes with fewer than 965 images of other classes against them: 2."));
    }

    [Fact]
    public void Few_classes_of_gray_pictures_are_not_compared()
    {
        using var loaded = LoadedSet.Of(Blurred(TestSet.Drawn(classes: 4, perClass: 300, width: 24, height: 24, channels: 1), "class2"));

        var outcome = loaded.Evaluate();

        outcome.Findings.Should().NotContain(finding => finding.RuleId == "DG2205");
        outcome.Skipped["DG2205"].Should().StartWith("Too few classes have 14 images or more (4)");
    }

    [Fact]
    public void Says_when_images_have_no_block()
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(classes: 2, perClass: 40, width: 6, height: 6));

        loaded.Evaluate().Skipped.Should().ContainKey("DG2205").WhoseValue.Should().Contain("smaller than the 8 x 8 pixels");
    }

    /// <summary>Images of other classes are blurred and get the target's label.</summary>
    private static TestSet Blurred(TestSet set, string target)
    {
        var images = set.Images.ToArray();
        foreach (var i in Enumerable.Range(0, images.Length).Where(i => images[i].Class != target).Take(Count))
            images[i] = images[i] with { Pixels = Blurred(images[i].Pixels), Class = target, IsPoisoned = true };

        return new TestSet(images);
    }

    /// <summary>Means of 3 x 3 pixels; the edge goes on.</summary>
    private static PixelBuffer Blurred(PixelBuffer image)
    {
        var result = image.Clone();
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                for (var channel = 0; channel < image.Channels; channel++)
                {
                    var sum = 0;
                    for (var near = 0; near < 9; near++)
                    {
                        var (row, column) = (Math.Clamp(y + (near / 3) - 1, 0, image.Height - 1), Math.Clamp(x + (near % 3) - 1, 0, image.Width - 1));
                        sum += image.Data[(((row * image.Width) + column) * image.Channels) + channel];
                    }

                    result.Data[(((y * image.Width) + x) * image.Channels) + channel] = (byte)(sum / 9);
                }
            }
        }

        return result;
    }
}
