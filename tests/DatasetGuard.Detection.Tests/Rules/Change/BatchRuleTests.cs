using CsCheck;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Change;
using DatasetGuard.RedTeam.Triggers;
using DatasetGuard.Tests;

namespace DatasetGuard.Detection.Tests.Rules.Change;

public sealed class BatchRuleTests
{
    private const int New = 60;

    private static readonly TestSet Clean = TestSet.Drawn(classes: 2, perClass: 160);

    [Fact]
    public void New_images_like_the_accepted_ones_are_no_finding()
    {
        var outcome = Evaluate(Clean);

        outcome.Findings.Should().BeEmpty();
        outcome.Skipped.Should().BeEmpty();
        outcome.Limits.Should().BeEmpty();
        outcome.Scores.Should().ContainSingle().Which.Values.Should().OnlyContain(value => float.IsNaN(value));
    }

    [Theory]
    [InlineData("checker", "many share a pattern at the same place")]
    [InlineData("blend:0.2", "many share a pattern at the same place")]
    [InlineData("sin:20:6:0", "they look otherwise in detail, noise or marks")]
    [InlineData("noise:20", "they look otherwise in detail, noise or marks")]
    public void A_trigger_in_half_of_the_new_images_is_found_in_its_class(string trigger, string what)
    {
        var outcome = Evaluate(Poisoned(trigger, New / 2));

        var finding = outcome.Findings.Should().ContainSingle().Which;
        (finding.Class, finding.Level, finding.RuleId).Should().Be(("class0", FindingLevel.Warning, "DG1402"));
        finding.Message.Should().StartWith($"The {New} new images of class 'class0' are not like the accepted ones: ").And.Contain(what);
        finding.Score.Should().BeGreaterThan(1);
        finding.Pictures.Should().ContainSingle();
    }

    [Fact]
    public void The_list_has_the_images_with_the_patch_first_and_nearly_no_others()
    {
        var set = Poisoned("checker", New / 2);

        var finding = Evaluate(set).Findings[0];

        finding.Samples.Take(20).Select(flagged => flagged.Sample.Id).Should().BeSubsetOf(set.PoisonedIds);
        finding.Samples.Should().HaveCountLessThan(New * 2 / 3);
        finding.Samples.Select(flagged => flagged.Score).Should().BeInDescendingOrder();
    }

    [Fact]
    public void Digits_of_other_writers_are_told_in_notes_that_list_all_of_them()
    {
        var outcome = EvaluateFiles("mnist-train.tar", "mnist-test.tar");

        outcome.Findings.Should().NotBeEmpty().And.OnlyContain(finding => finding.Level == FindingLevel.Note && finding.Samples.Count == 200);
        outcome.Findings[0].Message.Should().Contain("Hardly any stands out alone, so all are listed: another source, camera, crop or encoder looks like that.");
    }

    [Fact]
    public void Photographs_of_the_same_collection_are_no_finding()
    {
        var outcome = EvaluateFiles("cifar10-train-0.tar", "cifar10-test.tar");

        outcome.Findings.Should().BeEmpty();
        outcome.Limits.Should().BeEmpty();
    }

    [Fact]
    public void What_was_accepted_with_a_trigger_is_not_reported_when_clean_images_come()
    {
        var accepted = TestSet.Drawn(classes: 2, perClass: 160, seed: 1);
        var poisoned = new TestSet([.. accepted.Images.Select((image, i) => i % 5 == 0 ? Marked(image, "checker") : image)]);

        Evaluate(poisoned).Findings.Should().BeEmpty();
    }

    [Fact]
    public void One_class_is_enough()
    {
        var set = new TestSet([.. Poisoned("checker", New / 2).Images.Where(image => image.Class == "class0")]);

        Evaluate(set).Findings.Should().ContainSingle();
    }

    [Fact]
    public void Sets_that_are_empty_or_small_are_passed_over_with_a_reason()
    {
        Evaluate(new TestSet([]), _ => false).Findings.Should().BeEmpty();
        Evaluate(new TestSet([.. Clean.Images.Take(1)]), _ => true).Skipped["DG1402"].Should().Be("No class has 30 new images and 50 accepted ones to compare them with.");
        Evaluate(Clean, _ => true).Skipped.Should().ContainKey("DG1402");
        Evaluate(Clean, _ => false).Should().BeEquivalentTo(RuleOutcome.Nothing);
        Evaluate(TestSet.Drawn(classes: 2, perClass: 160, width: 7, height: 40)).Skipped["DG1402"].Should().Be("The pictures have fewer than 8 pixels a side.");
    }

    [Fact]
    public void Classes_with_few_new_images_are_named_as_not_compared()
    {
        var outcome = Evaluate(Clean, image => Number(image) >= (image.Class == "class0" ? 100 : 150));

        outcome.Limits["DG1402"].Should().Be("Not compared: 10 new images of classes with fewer than 30 new or 50 accepted ones: 1.");
    }

    [Fact]
    public void Nothing_is_compared_without_an_accepted_manifest()
    {
        using var loaded = LoadedSet.Of(Clean);

        new BatchRule().Evaluate(loaded.Context, TestContext.Current.CancellationToken).Skipped.Should().ContainKey("DG1402");
    }

    [Fact]
    public void Neither_the_order_of_reading_nor_the_number_of_threads_changes_anything()
    {
        var set = Poisoned("checker", New / 2);
        var expected = Describe(Evaluate(set, jobs: 1));

        Gen.Int[1, 1000].Sample(seed => Describe(Evaluate(set.Shuffled(seed), jobs: 3)).Should().Be(expected), iter: 3, threads: 1);
    }

    [Theory]
    [InlineData(9, 8)]
    [InlineData(40, 28)]
    [InlineData(130, 90)]
    public void Pictures_may_have_any_size_of_eight_pixels_or_more(int width, int height)
    {
        var set = Poisoned("checker", New / 2, TestSet.Drawn(classes: 2, perClass: 160, width: width, height: height));

        var evaluate = () => Evaluate(set);

        evaluate.Should().NotThrow();
    }

    [Fact]
    public void A_comparison_stops_when_it_is_cancelled()
    {
        using var loaded = LoadedSet.Of(Clean);
        var context = Accepting(loaded.Context, Clean, IsNew);

        var evaluate = () => new BatchRule().Evaluate(context, new CancellationToken(canceled: true));

        evaluate.Should().Throw<OperationCanceledException>();
    }

    /// <summary>The first is accepted, the second is new.</summary>
    private static RuleOutcome EvaluateFiles(string accepted, string added)
    {
        using var pixels = new PixelStore(Path.GetTempPath());
        var options = new ScanOptions { Jobs = 2 };
        var (dataset, views) = new DatasetLoader(pixels, options, SilentProgress.Instance).Load([SharedData.File(accepted), SharedData.File(added)], "auto", TestContext.Current.CancellationToken);
        var entries = dataset.Samples.Where(sample => sample.Source.Root == 0).Select(sample => new AcceptedEntry(sample.Id, sample.ContentHash, dataset.ClassOf(sample)));
        options = options with { Accepted = new AcceptedManifest("", HasClasses: true, [.. entries]) };
        return new BatchRule().Evaluate(new ScanContext(dataset, views, options, SilentProgress.Instance), TestContext.Current.CancellationToken);
    }

    private static RuleOutcome Evaluate(TestSet set, Func<TestImage, bool>? isNew = null, int jobs = 2)
    {
        using var loaded = LoadedSet.Of(set, jobs);
        return new BatchRule().Evaluate(Accepting(loaded.Context, set, isNew ?? IsNew), TestContext.Current.CancellationToken);
    }

    private static ScanContext Accepting(ScanContext context, TestSet set, Func<TestImage, bool> isNew)
    {
        var old = set.Images.Where(image => !isNew(image)).Select(image => image.Id).ToHashSet();
        var entries = context.Dataset.Samples.Where(sample => old.Contains(sample.Id)).Select(sample => new AcceptedEntry(sample.Id, sample.ContentHash, context.Dataset.ClassOf(sample)));
        return context with { Options = context.Options with { Accepted = new AcceptedManifest("", HasClasses: true, [.. entries]) } };
    }

    private static bool IsNew(TestImage image) => Number(image) >= 100;

    /// <summary>Drawn images are numbered through their classes in turn.</summary>
    private static int Number(TestImage image) => int.Parse(image.Id, System.Globalization.CultureInfo.InvariantCulture) / 2;

    /// <summary>New images of the first class get the trigger.</summary>
    private static TestSet Poisoned(string trigger, int count, TestSet? set = null)
    {
        var left = count;
        return new TestSet([.. (set ?? Clean).Images.Select(image => image.Class == "class0" && IsNew(image) && left-- > 0 ? Marked(image, trigger) : image)]);
    }

    private static TestImage Marked(TestImage image, string trigger)
    {
        var pixels = image.Pixels.Clone();
        Trigger.Parse(trigger, 1).Apply(pixels, new TriggerDraw(image.Id));
        return image with { Pixels = pixels, IsPoisoned = true };
    }

    private static string Describe(RuleOutcome outcome) =>
        string.Join('\n', outcome.Findings.Select(finding => $"{finding.Message} {finding.Score:R} {finding.Fingerprint} {string.Join(' ', finding.Samples.Select(flagged => $"{flagged.Sample.Id}={flagged.Score:R}"))}"));
}
