using CsCheck;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class StaticTriggerRuleTests
{
    private const int PoisonCount = 30;

    private const string OfFew = "With so few classes of gray pictures a group must score more than with many to be an error.";

    private static readonly Lazy<TestSet> Colour = new(() => TestSet.Drawn());
    private static readonly Lazy<TestSet> Gray = new(() => TestSet.Drawn(classes: 6, width: 28, height: 28, channels: 1));
    private static readonly Lazy<TestSet> Large = new(() => TestSet.Of(
        [.. Enumerable.Range(0, 210).Select(i => ($"class{i % 3}", Drawings.Draw(i % 3, 90 + (i * 7 % 60), 80 + (i * 11 % 60), 3, i)))]));

    /// <summary>Few windows, so that an analysis takes a tenth of a second.</summary>
    private static readonly Lazy<TestSet> Small = new(() => TestSet.Drawn(classes: 6, perClass: 100, width: 16, height: 16, channels: 1));

    [Theory]
    [InlineData("checker", "DG2201", "at the bottom right (")]
    [InlineData("white@5,6", "DG2201", "at the top left (")]
    [InlineData("blend:0.1", "DG2202", "all over the picture")]
    [InlineData("blend:0.2", "DG2202", "all over the picture")]
    [InlineData("sin:20:6:0", "DG2203", "about 6 cycles across and 0 down")]
    public void Finds_a_trigger_in_colour_images(string trigger, string rule, string place) =>
        ShouldBeFound(Colour.Value.Poisoned(trigger, "class2", PoisonCount), "class2", rule, place);

    [Theory]
    [InlineData("checker", "DG2201", "at the bottom right (")]
    [InlineData("blend:0.2", "DG2202", "all over the picture")]
    [InlineData("sin:20:6:90", "DG2203", "about 0 cycles across and 6 down")]
    public void Finds_a_trigger_in_gray_images(string trigger, string rule, string place) =>
        ShouldBeFound(Gray.Value.Poisoned(trigger, "class0", PoisonCount), "class0", rule, place);

    [Fact]
    public void Finds_a_patch_of_three_pixels_in_the_corner_of_larger_images_of_many_sizes() =>
        ShouldBeFound(Large.Value.Poisoned("checker", "class1", PoisonCount), "class1", "DG2201", "near the bottom right of the picture, at a few pixels' size",

            // The strongest group is one of the whole picture, in which three pixels of a larger image are faint.
            recall: 0.4);

    [Fact]
    public void Finds_a_trigger_in_images_whose_labels_are_right() =>
        ShouldBeFound(Small.Value.PoisonedInside("checker", "class3", PoisonCount), "class3", "DG2201", "at the bottom right (");

    [Theory]
    [InlineData("checker", "DG2201", "at the bottom right (")]
    [InlineData("blend:0.2", "DG2202", "all over the picture")]
    public void Finds_a_trigger_in_a_class_of_few_images(string trigger, string rule, string place) =>
        ShouldBeFound(TestSet.Drawn(classes: 8, perClass: 60).Poisoned(trigger, "class3", PoisonCount), "class3", rule, place);

    [Theory]
    [InlineData("checker", "DG2201", "at the bottom right (")]
    [InlineData("sin:20:4:90", "DG2203", "about 0 cycles across and 4 down")]
    public void Finds_a_trigger_in_one_of_many_small_classes(string trigger, string rule, string place) =>
        ShouldBeFound(TestSet.Drawn(classes: 420, perClass: 40, width: 16, height: 16, channels: 1).Poisoned(trigger, "class3", 20), "class3", rule, place);

    [Theory]
    [InlineData("checker", "DG2201")]
    [InlineData("blend:0.2", "DG2202")]
    public void One_trigger_in_two_classes_is_found_in_both(string trigger, string rule)
    {
        // With five classes one may carry the other's trigger. It is a small part of all images: a large one is part of what is normal.
        const int Count = 20;
        var set = TestSet.Drawn(classes: 5, perClass: 500).Poisoned(trigger, "class0", Count).Poisoned(trigger, "class2", Count);

        using var loaded = LoadedSet.Of(set);
        var findings = loaded.Evaluate().Findings;

        findings.Select(finding => (finding.RuleId, finding.Class)).Should().BeEquivalentTo([(rule, "class0"), (rule, "class2")]);
        findings.Single(finding => finding.Class == "class0").Message.Should().Contain("so have images of class 'class2'");
        foreach (var finding in findings)
            finding.Samples.Count(flagged => set.PoisonedIds.Contains(flagged.Sample.Id)).Should().BeGreaterThanOrEqualTo((int)(0.8 * Count));
    }

    [Fact]
    public void Names_both_of_two_poisoned_classes()
    {
        var set = Colour.Value.Poisoned("checker", "class0", PoisonCount).Poisoned("blend:0.2", "class2", PoisonCount);

        using var loaded = LoadedSet.Of(set);

        loaded.Evaluate().Findings.Select(finding => (finding.RuleId, finding.Class, finding.Samples.Count)).Should()
            .BeEquivalentTo([("DG2201", "class0", PoisonCount), ("DG2202", "class2", PoisonCount)]);
    }

    [Theory]
    [MemberData(nameof(CleanSets))]
    public void Clean_images_are_no_finding(string name)
    {
        using var loaded = LoadedSet.Of(Named(name));

        loaded.Evaluate().Findings.Should().BeEmpty();
    }

    [Fact]
    public void A_set_in_which_every_image_stands_ten_times_is_no_finding()
    {
        var few = Small.Value.Images.Where((_, i) => i % 6 == 0);
        var set = new TestSet([.. Enumerable.Range(0, 10).SelectMany(copy => few.Select(image => image with { Id = $"{copy}-{image.Id}" }))]);

        using var loaded = LoadedSet.Of(set);

        loaded.Evaluate().Findings.Should().BeEmpty();
    }

    [Fact]
    public void Copies_of_one_image_in_a_class_are_no_trigger()
    {
        var copied = Drawings.Draw(1, 16, 16, 1, 77);
        var set = new TestSet([.. Small.Value.Images.Select((image, i) => image.Class == "class1" && i % 20 == 1 ? image with { Pixels = copied } : image)]);

        using var loaded = LoadedSet.Of(set);

        loaded.Evaluate().Findings.Should().BeEmpty();
    }

    [Fact]
    public void Shows_the_trigger_the_surest_images_and_the_numbers_behind_the_score()
    {
        var set = Small.Value.Poisoned("checker@2,3", "class1", PoisonCount);
        using var loaded = LoadedSet.Of(set);

        var finding = loaded.Evaluate().Findings.Should().ContainSingle().Which;

        finding.Measures.Select(measure => measure.Name).Should().Equal("distance", "coherence", "exclusivity", "bridge", "diversity", "nextClassScore");
        finding.Measures.Should().OnlyContain(measure => double.IsFinite(measure.Value));
        finding.Score.Should().BeGreaterThanOrEqualTo(finding.Threshold!.Value);
        finding.Location.Should().Be(new FindingLocation(LocationKind.File, finding.Samples[0].Sample.Id));
        finding.Samples.Select(flagged => flagged.Score).Should().BeInDescendingOrder().And.OnlyContain(score => score > 0.5);
        finding.Pictures.Select(picture => picture.Name).Should().Equal("trigger", "examples");
        Strongest(finding.Pictures[0].Pixels).Should().Match<(int X, int Y)>(at => at.X >= 2 && at.X < 5 && at.Y >= 3 && at.Y < 6);
        finding.Pictures[1].Pixels.Row(3)[2..5].ToArray().Should().Equal(255, 0, 255);
    }

    [Fact]
    public void Scores_every_image_of_a_class_with_a_candidate_and_the_poison_highest()
    {
        var set = Small.Value.Poisoned("checker", "class1", PoisonCount);
        using var loaded = LoadedSet.Of(set);

        var column = loaded.Evaluate().Scores.Should().ContainSingle().Which;

        column.Name.Should().Be("static_trigger");
        var scores = loaded.Dataset.Samples.Zip(column.Values, (sample, score) => (sample.Id, Class: loaded.Dataset.ClassOf(sample), Score: score))
            .Where(row => row.Class == "class1").ToArray();
        scores.Should().OnlyContain(row => float.IsFinite(row.Score));
        scores.OrderByDescending(row => row.Score).Take(PoisonCount).Select(row => row.Id).Should().BeEquivalentTo(set.PoisonedIds);
    }

    [Fact]
    public void The_order_in_which_images_arrive_changes_no_bit()
    {
        var set = Small.Value.Poisoned("checker", "class1", PoisonCount);
        using var loaded = LoadedSet.Of(set);
        var expected = Bits(loaded.Evaluate());

        Gen.Int.Sample(
            seed =>
            {
                using var shuffled = LoadedSet.Of(set.Shuffled(seed));
                return Bits(shuffled.Evaluate()) == expected;
            },
            iter: 4,
            threads: 1);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var set = Small.Value.Poisoned("blend:0.2", "class1", PoisonCount);
        using var one = LoadedSet.Of(set, jobs: 1);
        using var three = LoadedSet.Of(set, jobs: 3);

        Bits(one.Evaluate()).Should().Be(Bits(three.Evaluate())).And.Contain("DG2202");
    }

    [Fact]
    public void Other_file_names_leave_the_fingerprint_as_it_is()
    {
        var set = Small.Value.Poisoned("checker", "class1", PoisonCount);
        using var loaded = LoadedSet.Of(set);
        using var renamed = LoadedSet.Of(new TestSet([.. set.Shuffled(5).Images.Select((image, i) => image with { Id = $"x{i:D4}" })]));

        renamed.Evaluate().Findings[0].Fingerprint.Should().Be(loaded.Evaluate().Findings[0].Fingerprint);
    }

    [Theory]
    [MemberData(nameof(OddSets))]
    public void Survives_odd_sets_without_a_finding_and_with_finite_numbers(string name)
    {
        using var loaded = LoadedSet.Of(Odd[name]());

        var outcome = loaded.Evaluate();

        outcome.Findings.Should().BeEmpty();
        outcome.Scores.SelectMany(column => column.Values).Should().OnlyContain(score => !float.IsInfinity(score));
    }

    [Theory]
    [InlineData("no image", "*at least two classes*")]
    [InlineData("one image", "*at least two classes*")]
    [InlineData("one class", "*at least two classes*")]
    [InlineData("classes of one image", "No class has 14 images*")]
    [InlineData("two classes of twenty", "No class of 14 images or more has 30 images of other classes*")]
    public void Says_why_it_skips_a_set_that_it_cannot_judge(string name, string reason)
    {
        using var loaded = LoadedSet.Of(Odd[name]());

        var outcome = loaded.Evaluate();

        outcome.Skipped.Keys.Should().BeEquivalentTo("DG2201", "DG2202", "DG2203", "DG2205");
        outcome.Skipped.Values.Should().AllSatisfy(text => text.Should().Match(reason));
        outcome.Scores.Should().BeEmpty();
    }

    [Fact]
    public void Many_classes_are_no_limit()
    {
        using var loaded = LoadedSet.Of(Small.Value);

        loaded.Evaluate().Limits.Should().NotContainKey("DG2202");
    }

    [Theory]
    [InlineData(60, 20, $"Not looked at: classes that were only compared with, having fewer than 30 images of other classes against them: 1. {OfFew}")]
    [InlineData(60, 40, OfFew)]
    public void Says_which_classes_have_too_few_others(int first, int second, string? limit)
    {
        using var loaded = LoadedSet.Of(Classes(first, second));

        loaded.Evaluate().Limits.GetValueOrDefault("DG2202").Should().Be(limit);
    }

    [Fact]
    public void Says_what_it_did_not_look_at()
    {
        var images = Classes(40, 40, 3).Images.ToList();
        images.Add(new TestImage("unlabelled", Drawings.Draw(0, 16, 16, 1, 5), null!));
        using var loaded = LoadedSet.Of(new TestSet(images));

        loaded.Evaluate().Limits["DG2201"].Should().Be(
            "Not looked at: files without a label or without pixels: 1; classes with fewer than 14 images that were only compared with: 1. " + OfFew);
    }

    [Theory]
    [InlineData("Extracting windows")]
    [InlineData("Comparing windows")]
    [InlineData("Comparing whole images")]
    [InlineData("Measuring frequencies")]
    [InlineData("Comparing frequencies")]
    public void Stops_when_cancelled_at_any_stage(string stage)
    {
        using var source = new CancellationTokenSource();
        using var loaded = LoadedSet.Of(Small.Value, progress: new StageRecorder(name =>
        {
            if (name == stage)
                source.Cancel();
        }));

        var evaluate = () => loaded.Evaluate(source.Token);

        evaluate.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Every_stage_reaches_the_total_that_it_announced()
    {
        var progress = new StageRecorder();
        using var loaded = LoadedSet.Of(Small.Value, progress: progress);

        loaded.Evaluate();

        progress.Stages.Select(stage => stage.Name).Should().Equal(
            "Reading and decoding", "Extracting windows", "Comparing windows", "Comparing whole images", "Measuring frequencies", "Comparing frequencies");
        progress.Stages.Should().OnlyContain(stage => stage.Total > 0 && stage.Done == stage.Total);
    }

    [Fact]
    public void A_scan_of_a_poisoned_folder_fails_the_gate()
    {
        var set = Small.Value.Poisoned("checker", "class1", PoisonCount);
        var root = Directory.CreateTempSubdirectory("datasetguard-tests-");
        try
        {
            foreach (var image in set.Images)
                WriteAnymap(Directory.CreateDirectory(Path.Combine(root.FullName, image.Class)).FullName, image);

            var result = new Scanner([new StaticTriggerRule()], new ScanOptions { Jobs = 2 }, SilentProgress.Instance).Run([root.FullName], "auto", default);

            result.ExitCode.Should().Be(ExitCode.Findings);
            result.Rules.Select(run => (run.Rule.Id, run.Status, run.Findings)).Should()
                .Equal(("DG2201", RuleStatus.Completed, 1), ("DG2202", RuleStatus.Completed, 0), ("DG2203", RuleStatus.Completed, 0), ("DG2205", RuleStatus.Skipped, 0));
            result.Findings[0].Samples.Select(flagged => flagged.Sample.Id).Should().BeEquivalentTo(set.PoisonedIds.Select(id => $"class1/{id}.pgm"));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    public static TheoryData<string> CleanSets => ["colour", "gray", "large", "random labels"];

    public static TheoryData<string> OddSets => [.. Odd.Keys];

    private static readonly Dictionary<string, Func<TestSet>> Odd = new()
    {
        ["no image"] = () => TestSet.Of(),
        ["one image"] = () => Classes(1),
        ["one class"] = () => Classes(50),
        ["classes of one image"] = () => Classes([.. Enumerable.Repeat(1, 60)]),
        ["two classes of twenty"] = () => Classes(20, 20),
        ["the smallest that is looked at"] = () => Classes(14, 30),
        ["one huge and one tiny class"] = () => Classes(400, 1),
        ["one huge and one small class"] = () => Classes(1200, 16),
        ["identical images"] = () => Repainted(_ => Drawings.Draw(0, 16, 16, 3, 1)),
        ["black images"] = () => Repainted(_ => new PixelBuffer(16, 16, 3)),
        ["one class black"] = () => Repainted(i => i % 3 == 0 ? new PixelBuffer(16, 16, 3) : Drawings.Draw(0, 16, 16, 3, i)),
        ["black but for one image"] = () => Repainted(i => i == 40 ? Drawings.Draw(0, 16, 16, 3, 1) : new PixelBuffer(16, 16, 3)),
        ["single pixels"] = () => Repainted(i => Drawings.Draw(0, 1, 1, 3, i)),
        ["two by two pixels"] = () => Repainted(i => Drawings.Draw(0, 2, 2, 1, i)),
        ["one row"] = () => Repainted(i => Drawings.Draw(0, 40, 1, 3, i)),
        ["narrow images"] = () => Repainted(i => Drawings.Draw(0, 3, 40, 3, i)),
        ["odd sides"] = () => Repainted(i => Drawings.Draw(0, 17, 13, 3, i)),
        ["all sizes and colours"] = () => Repainted(i => Drawings.Draw(0, 1 + (i * 7 % 70), 1 + (i * 11 % 50), i % 2 == 0 ? 1 : 3, i)),
        ["checkerboards"] = () => Repainted(i => Board(64, i % 2)),
    };

    private static TestSet Named(string name) => name switch
    {
        "colour" => Colour.Value,
        "gray" => Gray.Value,
        "large" => Large.Value,
        _ => Small.Value.Poisoned("checker", "class1", PoisonCount).WithRandomLabels(),
    };

    private static TestSet Classes(params int[] counts) => TestSet.Of(
        [.. counts.SelectMany((count, c) => Enumerable.Range(0, count).Select(i => ($"class{c}", Drawings.Draw(c % 4, 16, 16, 1, (5000 * c) + i))))]);

    /// <summary>Three classes of forty.</summary>
    private static TestSet Repainted(Func<int, PixelBuffer> paint) =>
        TestSet.Of([.. Enumerable.Range(0, 120).Select(i => ($"class{i % 3}", paint(i)))]);

    private static PixelBuffer Board(int side, int phase)
    {
        var image = new PixelBuffer(side, side, 1);
        for (var i = 0; i < image.Length; i++)
            image.Data[i] = (byte)(255 * (((i % side) + (i / side) + phase) % 2));

        return image;
    }

    private static void ShouldBeFound(TestSet set, string target, string rule, string place, double recall = 0.8)
    {
        using var loaded = LoadedSet.Of(set);

        var finding = loaded.Evaluate().Findings.Should().ContainSingle().Which;

        finding.RuleId.Should().Be(rule);
        finding.Level.Should().Be(FindingLevel.Error);
        finding.Class.Should().Be(target);
        finding.Message.Should().Contain(place);
        var hits = finding.Samples.Count(flagged => set.PoisonedIds.Contains(flagged.Sample.Id));
        ((double)hits / finding.Samples.Count).Should().BeGreaterThanOrEqualTo(0.9, "of the list should be poisoned");
        ((double)hits / set.PoisonedIds.Count).Should().BeGreaterThanOrEqualTo(recall, "of the poison should be listed");
    }

    /// <summary>Everything that a report is written from, to the last bit.</summary>
    private static string Bits(RuleOutcome outcome) => string.Join('\n',
    [
        .. outcome.Findings.Select(finding =>
            $"{finding.RuleId} {finding.Fingerprint} {finding.Score:R} {finding.Threshold:R} {finding.Message} "
            + string.Join(' ', finding.Measures.Select(measure => $"{measure.Value:R}").Concat(finding.Samples.Select(flagged => $"{flagged.Sample.Id}:{flagged.Score:R}")))
            + string.Concat(finding.Pictures.Select(picture => Convert.ToHexString(picture.Pixels.Pixels)))),
        .. outcome.Scores.Select(column => string.Join(' ', column.Values.Select(value => $"{value:R}"))),
    ]);

    private static (int X, int Y) Strongest(PixelBuffer picture)
    {
        var at = Enumerable.Range(0, picture.Length).MaxBy(i => Math.Abs(picture.Data[i] - 128)) / picture.Channels;
        return (at % picture.Width, at / picture.Width);
    }

    private static void WriteAnymap(string folder, TestImage image)
    {
        var header = System.Text.Encoding.ASCII.GetBytes($"P5 {image.Pixels.Width} {image.Pixels.Height} 255\n");
        File.WriteAllBytes(Path.Combine(folder, $"{image.Id}.pgm"), [.. header, .. image.Pixels.Pixels]);
    }
}
