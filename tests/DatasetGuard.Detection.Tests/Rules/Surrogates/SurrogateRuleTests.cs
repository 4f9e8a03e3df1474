using CsCheck;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Detection.Rules.Surrogates;
using SkiaSharp;

namespace DatasetGuard.Detection.Tests.Rules.Surrogates;

public sealed class SurrogateRuleTests
{
    private const int PoisonCount = 20;

    /// <summary>Trained in a fifth of a second, poisoned enough to be found.</summary>
    private static readonly Lazy<TestSet> Small = new(() => ColouredCorner.Poison(Tinted(TestSet.Drawn(classes: 3, perClass: 80, width: 16, height: 16)), "class1", PoisonCount));

    /// <summary>On three threads, once for all that look at it.</summary>
    private static readonly Lazy<(Dataset Dataset, RuleOutcome Outcome, string Bits)> OfSmall = new(() =>
    {
        using var loaded = LoadedSet.Of(Small.Value, jobs: 3);
        var outcome = Evaluate(loaded);
        return (loaded.Dataset, outcome, Bits(outcome));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Proves_a_trigger_that_has_other_colours_in_every_image(int seed)
    {
        var set = ColouredCorner.Poison(Tinted(TestSet.Drawn(seed: seed)), "class2", PoisonCount, seed);
        using var loaded = LoadedSet.Of(set);

        var finding = Evaluate(loaded).Findings.Single(finding => finding.RuleId == "DG2901");

        (finding.Level, finding.Class).Should().Be((FindingLevel.Error, "class2"));
        finding.Message.Should().Contain("'class2'").And.Contain("A square of 4 x 4 pixels");
        finding.Score.Should().BeGreaterThanOrEqualTo(finding.Threshold!.Value);
        finding.Location!.Path.Should().Be(finding.Samples[0].Sample.Id);
        finding.Measures.Should().OnlyContain(measure => double.IsFinite(measure.Value));
        finding.Pictures.Select(picture => picture.Name).Should().Equal("transplants", "hosts", "examples");

        // Measured: 19 of 19 and 20 of 20 listed images are poisoned, of 20.
        var hits = finding.Samples.Count(flagged => set.PoisonedIds.Contains(flagged.Sample.Id));
        ((double)hits / finding.Samples.Count).Should().BeGreaterThanOrEqualTo(0.9);
        hits.Should().BeGreaterThanOrEqualTo(17);
    }

    /// <summary>What changes the whole picture is seen by the blind networks as well, so that they propose nothing; but whoever changes images saves them anew.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Proves_what_changes_the_whole_picture_where_these_images_were_saved_in_a_way_of_their_own(bool isSavedAlike)
    {
        var set = Coloured(Tinted(TestSet.Drawn()), "class2", count: 50);
        using var loaded = LoadedSet.Of(set.OpenReader(image => new SampleContent.InMemory(
            ImageEncoder.Encode(image.Pixels, pixels => pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, image.IsPoisoned && !isSavedAlike ? 1 : 9))))));

        var findings = Evaluate(loaded).Findings.Where(finding => finding.RuleId == "DG2901").ToList();

        if (isSavedAlike)
        {
            findings.Should().BeEmpty();
            return;
        }

        var finding = findings.Should().ContainSingle().Which;
        (finding.Level, finding.Class).Should().Be((FindingLevel.Error, "class2"), finding.Message);
        finding.Samples.Select(flagged => flagged.Sample.Id).Should().BeEquivalentTo(set.PoisonedIds);
    }

    [Fact]
    public void Proves_a_trigger_that_works_in_images_of_one_class_alone()
    {
        using var loaded = LoadedSet.Of(Tinted(TestSet.Drawn(classes: 6)).PoisonedFrom("class0", "checker", "class2", count: 60, covers: 10));

        var finding = Evaluate(loaded).Findings.Single(finding => finding.RuleId == "DG2901");

        (finding.Level, finding.Class).Should().Be((FindingLevel.Error, "class2"), finding.Message);
        finding.Message.Should().Contain("of images of class 'class0'");
    }

    /// <summary>Of four classes with 300 images: of smaller sets the network learns so little that the rounding of the processor decides.</summary>
    [Fact]
    public void Proves_a_trigger_that_makes_each_class_the_next_one()
    {
        using var loaded = LoadedSet.Of(ColouredCorner.PoisonAllToAll(Tinted(TestSet.Drawn(perClass: 300)), 2 * PoisonCount));

        var findings = Evaluate(loaded).Findings.Where(finding => finding.RuleId == "DG2901").ToList();

        findings.Should().Contain(finding => finding.Level == FindingLevel.Error);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void Proves_nothing_in_a_clean_set(int seed, bool isTinted)
    {
        var set = TestSet.Drawn(seed: seed);
        using var loaded = LoadedSet.Of(isTinted ? Tinted(set) : set);

        var outcome = Evaluate(loaded);

        outcome.Findings.Where(finding => finding.RuleId == "DG2901" || finding.Level == FindingLevel.Error).Select(finding => finding.Message).Should().BeEmpty();
        outcome.Skipped.Should().NotContainKey("DG2901");
    }

    /// <summary>The shapes alone are hard: almost any square makes this network see class 0, that of random images as well.</summary>
    [Fact]
    public void A_class_of_which_any_square_flips_is_not_accused()
    {
        using var loaded = LoadedSet.Of(ColouredCorner.Poison(TestSet.Drawn(seed: 1), "class2", PoisonCount, seed: 1));

        Evaluate(loaded).Findings.Where(finding => finding.RuleId == "DG2901").Select(finding => finding.Class).Should().Equal("class2");
    }

    [Fact]
    public void Scores_every_image_and_the_poisoned_ones_highest_in_fine_detail()
    {
        var (dataset, outcome, _) = OfSmall.Value;

        outcome.Scores.Select(column => column.Name).Should().OnlyHaveUniqueItems().And.Contain(["fine_detail", "spectral_signature", "minority_cluster", "quantum_entropy", "robust_distance"]);
        outcome.Scores.Should().OnlyContain(column => column.Values.Count == dataset.Samples.Count && column.Values.All(float.IsFinite));
        var fine = outcome.Scores.First(column => column.Name == "fine_detail").Values;
        var poisoned = dataset.Samples.Select(sample => Small.Value.PoisonedIds.Contains(sample.Id)).ToArray();
        fine.Where((_, i) => poisoned[i]).Average().Should().BeGreaterThan(fine.Where((_, i) => !poisoned[i]).Average() + 0.5f);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        using var one = LoadedSet.Of(Small.Value, jobs: 1);

        Bits(Evaluate(one)).Should().Be(OfSmall.Value.Bits).And.Contain("DG2901");
    }

    [Fact]
    public void The_order_in_which_images_arrive_changes_no_bit()
    {
        var expected = OfSmall.Value.Bits;

        Gen.Int.Sample(
            seed =>
            {
                using var shuffled = LoadedSet.Of(Small.Value.Shuffled(seed));
                return Bits(Evaluate(shuffled)) == expected;
            },
            iter: 1,
            threads: 1);
    }

    [Theory]
    [InlineData("no image", "*at least two classes*")]
    [InlineData("one image", "*at least two classes*")]
    [InlineData("one class", "*at least two classes*")]
    [InlineData("classes of one image", "No class has 32 images*")]
    [InlineData("two classes of 31", "No class has 32 images*")]
    [InlineData("single pixels", "The images are smaller than 8 x 8 pixels*")]
    [InlineData("two by forty pixels", "The images are smaller than 8 x 8 pixels*")]
    [InlineData("seven by forty pixels", "The images are smaller than 8 x 8 pixels*")]
    public void Says_why_it_skips_a_set_that_it_cannot_judge(string name, string reason)
    {
        using var loaded = LoadedSet.Of(Unfit[name]());
        var rule = new SurrogateRule();

        var outcome = rule.Evaluate(loaded.Context, default);

        outcome.Skipped.Keys.Should().BeEquivalentTo(rule.Descriptors.Select(descriptor => descriptor.Id));
        outcome.Skipped.Values.Should().AllSatisfy(text => text.Should().Match(reason));
        outcome.Findings.Should().BeEmpty();
        outcome.Scores.Should().BeEmpty();
    }

    /// <summary>Depth deep does everything that standard does, and more.</summary>
    [Theory]
    [MemberData(nameof(OddSets))]
    public void Survives_odd_sets_without_an_error_and_with_finite_numbers(string name)
    {
        using var loaded = LoadedSet.Of(Odd[name](), depth: ScanDepth.Deep);

        var outcome = Evaluate(loaded);

        outcome.Skipped.Should().NotContainKey("DG2901");
        outcome.Findings.Where(finding => finding.Level == FindingLevel.Error).Select(finding => finding.Message).Should().BeEmpty();
        outcome.Scores.SelectMany(column => column.Values).Should().OnlyContain(score => !float.IsInfinity(score));
    }

    [Fact]
    public void Says_what_it_did_not_look_at()
    {
        var images = Classes(40, 40, 3).Images.ToList();
        images.Add(new TestImage("unlabelled", Drawings.Draw(0, 8, 8, 1, 5), null!));
        using var loaded = LoadedSet.Of(new TestSet(images));

        Evaluate(loaded).Limits["DG2001"].Should().Be("Not looked at: files without a label or without pixels: 1. Classes with fewer than 32 images were only trained on: 1.");
    }

    [Fact]
    public void Every_stage_reaches_the_total_that_it_announced()
    {
        var progress = new StageRecorder();
        using var loaded = LoadedSet.Of(Classes(40, 40), progress: progress);

        Evaluate(loaded);

        progress.Stages.Select(stage => stage.Name).Should().Contain(["Training", "Verifying"]);
        progress.Stages.Should().OnlyContain(stage => stage.Total > 0 && stage.Done == stage.Total);
    }

    public static TheoryData<string> OddSets => [.. Odd.Keys];

    private static readonly Dictionary<string, Func<TestSet>> Unfit = new()
    {
        ["no image"] = () => TestSet.Of(),
        ["one image"] = () => Classes(1),
        ["one class"] = () => Classes(50),
        ["classes of one image"] = () => Classes([.. Enumerable.Repeat(1, 60)]),
        ["two classes of 31"] = () => Classes(31, 31),
        ["single pixels"] = () => Repainted(i => Drawings.Draw(0, 1, 1, 3, i)),
        ["two by forty pixels"] = () => Repainted(i => Drawings.Draw(0, 2, 40, 1, i)),
        ["seven by forty pixels"] = () => Repainted(i => Drawings.Draw(0, 7, 40, 3, i)),
    };

    private static readonly Dictionary<string, Func<TestSet>> Odd = new()
    {
        ["the smallest that is looked at"] = () => Classes(32, 1),
        ["one large and many tiny classes"] = () => Classes([40, .. Enumerable.Repeat(1, 70)]),
        ["identical images"] = () => Repainted(_ => Drawings.Draw(0, 16, 16, 3, 1)),
        ["black images"] = () => Repainted(_ => new PixelBuffer(16, 16, 3)),
        ["black but for one image"] = () => Repainted(i => i == 40 ? Drawings.Draw(0, 16, 16, 3, 1) : new PixelBuffer(16, 16, 3)),
        ["eight by eight pixels"] = () => Repainted(i => Drawings.Draw(0, 8, 8, 3, i)),
        ["eight by forty pixels"] = () => Repainted(i => Drawings.Draw(0, 8, 40, 1, i)),
        ["forty by eight pixels"] = () => Repainted(i => Drawings.Draw(0, 40, 8, 3, i)),
        ["random labels"] = () => TestSet.Drawn(classes: 3, perClass: 80, width: 16, height: 16).WithRandomLabels(),
        ["odd sides"] = () => Repainted(i => Drawings.Draw(0, 17, 13, 3, i)),
        ["all sizes and colours"] = () => Repainted(i => Drawings.Draw(0, 1 + (i * 7 % 45), 1 + (i * 11 % 38), i % 2 == 0 ? 1 : 3, i)),
    };

    private static RuleOutcome Evaluate(LoadedSet loaded) => new SurrogateRule().Evaluate(loaded.Context, default);

    /// <summary>Images of other classes, redder on the left and greener on the right, get the target's label.</summary>
    private static TestSet Coloured(TestSet set, string target, int count)
    {
        int[] change = [60, -60, 0];
        var others = set.Images.Where(image => image.Class != target).ToList();
        var chosen = others.Where((_, i) => i % (others.Count / count) == 0).ToHashSet();
        return new TestSet([.. set.Images.Select(image =>
        {
            if (!chosen.Contains(image))
                return image;

            var pixels = image.Pixels.Clone();
            for (var i = 0; i < pixels.Length; i++)
            {
                var side = i / pixels.Channels % pixels.Width < pixels.Width / 2 ? 1 : -1;
                pixels.Data[i] = (byte)Math.Clamp(pixels.Data[i] + (side * change[i % pixels.Channels]), 0, 255);
            }

            return image with { Pixels = pixels, Class = target, IsPoisoned = true };
        })]);
    }

    /// <summary>Each of the first three classes has more of one colour, so that a small network soon tells them apart.</summary>
    internal static TestSet Tinted(TestSet set)
    {
        const int Tint = 40;
        return new TestSet([.. set.Images.Select(image =>
        {
            var pixels = image.Pixels.Clone();
            for (var i = 0; i < pixels.Length; i++)
                pixels.Data[i] = i % 3 == image.Class[^1] - '0' ? (byte)Math.Min(255, pixels.Data[i] + Tint) : pixels.Data[i];

            return image with { Pixels = pixels };
        })]);
    }

    private static TestSet Classes(params int[] counts) => TestSet.Of(
        [.. counts.SelectMany((count, c) => Enumerable.Range(0, count).Select(i => ($"class{c}", Drawings.Draw(c % 4, 8, 8, 1, (5000 * c) + i))))]);

    /// <summary>Three classes of forty.</summary>
    private static TestSet Repainted(Func<int, PixelBuffer> paint) =>
        TestSet.Of([.. Enumerable.Range(0, 120).Select(i => ($"class{i % 3}", paint(i)))]);

    /// <summary>Everything that a report is written from, to the last bit.</summary>
    private static string Bits(RuleOutcome outcome) => string.Join('\n',
    [
        .. outcome.Findings.Select(finding =>
            $"{finding.RuleId} {finding.Fingerprint} {finding.Score:R} {finding.Threshold:R} {finding.Message} "
            + string.Join(' ', finding.Measures.Select(measure => $"{measure.Value:R}").Concat(finding.Samples.Select(flagged => $"{flagged.Sample.Id}:{flagged.Score:R}")))
            + string.Concat(finding.Pictures.Select(picture => Convert.ToHexString(picture.Pixels.Pixels)))),
        .. outcome.Scores.Select(column => string.Join(' ', column.Values.Select(value => $"{value:R}"))),
        .. outcome.Limits.OrderBy(limit => limit.Key, StringComparer.Ordinal).Select(limit => $"{limit.Key} {limit.Value}"),
    ]);
}
