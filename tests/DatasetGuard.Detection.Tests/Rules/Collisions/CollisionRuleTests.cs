using CsCheck;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Detection.Rules.Collisions;
using DatasetGuard.Detection.Tests.Features.Encoders;
using DatasetGuard.RedTeam.Attacks.Collisions;

namespace DatasetGuard.Detection.Tests.Rules.Collisions;

public sealed class CollisionRuleTests
{
    private static readonly TestSet Clean = Collided.Clean();
    private static readonly Lazy<TestSet> One = new(() => Clean.WithFrogs("class1", 1));
    private static readonly Lazy<TestSet> Ten = new(() => Clean.WithFrogs("class1", 10));

    [Fact]
    public void Without_the_encoder_nothing_is_checked_and_the_reason_says_what_to_pass()
    {
        var outcome = Collided.Scan(Ten.Value, options: new ScanOptions());

        outcome.Findings.Should().BeEmpty();
        outcome.Skipped.Keys.Should().Equal("DG2101", "DG2102", "DG2103");
        outcome.Skipped.Values.Should().OnlyContain(reason => reason.StartsWith("Not checked: ") && reason.Contains("features.model") && reason.Contains("--features"));
    }

    [Fact]
    public void One_poison_is_a_warning_that_shows_it_beside_its_rivals()
    {
        var finding = Collided.Scan(One.Value).Findings.Should().ContainSingle(finding => finding.RuleId == "DG2101").Which;

        finding.Level.Should().Be(FindingLevel.Warning);
        finding.Class.Should().Be("class1");
        finding.Message.Should().Contain("'class0'").And.Contain("features of a test");
        finding.Samples.Should().ContainSingle().Which.Sample.Id.Should().Be(One.Value.PoisonedIds.Single());
        finding.Score.Should().BeGreaterThan(9);
        finding.Threshold.Should().Be(9);
        finding.Pictures.Should().ContainSingle().Which.Pixels.Width.Should().Be((5 * 34) - 2, "the image and four neighbours");
    }

    [Fact]
    public void Several_with_one_rival_class_are_an_error_that_lists_the_poisons_and_nothing_else()
    {
        var finding = Collided.Scan(Ten.Value).Findings.Should().ContainSingle(finding => finding.RuleId == "DG2101").Which;

        finding.Level.Should().Be(FindingLevel.Error);
        finding.Samples.Select(flagged => flagged.Sample.Id).Should().BeEquivalentTo(Ten.Value.PoisonedIds);
        finding.Pictures.Select(picture => picture.Name).Should().Equal("images", "rivals");
    }

    [Theory]
    [InlineData(3, 100)]
    [InlineData(2, 100)]
    [InlineData(2, 30)]
    public void Clean_images_are_not_reported(int classes, int perClass)
    {
        for (var seed = 1; seed <= 4; seed++)
            Collided.Scan(Collided.Clean(classes, perClass, seed)).Findings.Should().BeEmpty($"seed {seed}");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(40)]
    public void A_poison_among_few_images_of_two_classes_is_found(int perClass)
    {
        var set = Collided.Clean(classes: 2, perClass).WithFrogs("class1", 1);

        Collided.Scan(set).Findings.SelectMany(finding => finding.Samples).Select(flagged => flagged.Sample.Id).Distinct().Should().Equal(set.PoisonedIds);
    }

    [Fact]
    public void The_watermark_of_an_image_in_the_set_is_named()
    {
        var source = Clean.Images.First(image => image.Class == "class0");
        var set = Clean.WithFrogs("class1", 1, new PoisonFrogs { Watermark = 0.3, Iterations = 100 }, source.Pixels);

        var finding = Collided.Scan(set).Findings.Should().ContainSingle(finding => finding.RuleId == "DG2103").Which;

        finding.Samples.Should().ContainSingle().Which.Sample.Id.Should().Be(set.PoisonedIds.Single());
        finding.Message.Should().Contain($"'{source.Id}'");
        finding.Score.Should().BeInRange(0.1, 0.7);
    }

    [Fact]
    public void Every_image_gets_its_scores()
    {
        var scores = Collided.Scan(One.Value).Scores;

        scores.Select(column => column.Name).Should().Equal("collision_fragility", "knn_conformity", "collision_ratio", "watermark_weight");
        scores.Should().OnlyContain(column => column.Values.All(float.IsFinite));
        scores[1].Values.Should().OnlyContain(share => share >= 0 && share <= 1);
    }

    [Fact]
    public void The_same_comes_out_with_any_number_of_threads()
    {
        var (one, three) = (Collided.Scan(Ten.Value, jobs: 1), Collided.Scan(Ten.Value, jobs: 3));

        three.Findings.Select(finding => finding.Fingerprint).Should().Equal(one.Findings.Select(finding => finding.Fingerprint));
        three.Scores.Zip(one.Scores).Should().OnlyContain(pair => pair.First.Values.SequenceEqual(pair.Second.Values));
    }

    [Fact]
    public void The_order_of_the_images_does_not_matter()
    {
        var expected = Ten.Value.PoisonedIds;

        Gen.Int[1, 1_000_000].Sample(
            seed => Collided.Scan(Ten.Value.Shuffled(seed)).Findings.SelectMany(finding => finding.Samples).Select(flagged => flagged.Sample.Id).ToHashSet().SetEquals(expected),
            iter: 4,
            threads: 1);
    }

    public static TheoryData<string, TestSetBox> Tiny() => new()
    {
        { "no image", new([]) },
        { "one image", new(Clean.Images.Take(1)) },
        { "one class", new(Clean.Images.Where(image => image.Class == "class0")) },
        { "nine images a class", new(FirstOf(9, 9, 9)) },
    };

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Too_few_images_are_said_to_be_too_few(string what, TestSetBox set)
    {
        var outcome = Collided.Scan(new TestSet([.. set.Images]));

        outcome.Findings.Should().BeEmpty(what);
        outcome.Skipped.Values.Should().HaveCount(3).And.OnlyContain(reason => reason.Contains("two classes"));
    }

    [Fact]
    public void Images_of_a_class_that_is_too_small_are_said_to_be_left_out()
    {
        var set = new TestSet(FirstOf(100, 100, 4));

        var outcome = Collided.Scan(set);

        outcome.Limits["DG2101"].Should().Contain("classes with fewer than 10: 4");
        outcome.Scores[0].Values.Count(float.IsNaN).Should().Be(4);
    }

    [Fact]
    public void Ten_images_a_class_are_enough_to_look() => Collided.Scan(new TestSet(FirstOf(10, 10, 10))).Skipped.Should().BeEmpty();

    [Fact]
    public void Images_without_any_structure_or_difference_are_no_finding()
    {
        var flat = TestSet.Of([.. Enumerable.Range(0, 40).Select(i => ($"class{i % 2}", new Core.Imaging.PixelBuffer(32, 32, 3)))]);

        Collided.Scan(flat).Findings.Should().BeEmpty();
    }

    [Fact]
    public void The_limit_of_each_rule_can_be_set()
    {
        var source = Clean.Images.First(image => image.Class == "class0");
        var marked = Clean.WithFrogs("class1", 1, new PoisonFrogs { Watermark = 0.3, Iterations = 100 }, source.Pixels);

        // The score of DG2102 is not its ratio.
        (string Rule, string Option, double Loose, Func<double, double> Strict, TestSet Set)[] limits =
        [
            ("DG2101", "cut", 4, score => score, Ten.Value),
            ("DG2102", "ratio", 1, _ => 0.01, Ten.Value),
            ("DG2103", "weight", 0.02, score => score + 0.01, marked),
        ];
        foreach (var (rule, option, loose, strict, set) in limits)
        {
            var found = Found(set, rule, option, loose);
            found.Should().NotBeEmpty(rule);

            Found(set, rule, option, strict(found.Average(flagged => flagged.Score))).Should().HaveCountLessThan(found.Count, rule).And.OnlyContain(flagged => found.Contains(flagged));
        }
    }

    [Fact]
    public void An_encoder_that_gives_no_numbers_fails_the_rule()
    {
        void Scan() => Collided.Scan(Clean, open: (_, _) => new TensorEncoder(pictures => Collided.Net.Encode(pictures).neg().log(), BrittleNet.Length));

        // One or several threads find out.
        Record.Exception(Scan)!.ToString().Should().Contain("no finite numbers");
    }

    [Fact]
    public void Every_stage_is_told_to_its_end()
    {
        var recorder = new StageRecorder();
        using var loaded = LoadedSet.Of(Clean, progress: recorder);

        Rule().Evaluate(With(loaded), TestContext.Current.CancellationToken);

        recorder.Stages.Should().HaveCountGreaterThan(4).And.OnlyContain(stage => stage.Done == stage.Total);
    }

    [Theory]
    [InlineData("Encoding")]
    [InlineData("Encoding changed images")]
    [InlineData("Comparing features")]
    public void It_can_be_stopped_at_any_stage(string stage)
    {
        using var source = new CancellationTokenSource();
        using var loaded = LoadedSet.Of(Clean, progress: new StageRecorder(name =>
        {
            if (name == stage)
                source.Cancel();
        }));

        var evaluate = () => Rule().Evaluate(With(loaded), source.Token);

        evaluate.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Of_large_images_the_limit_of_what_is_seen_is_named()
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(2, 12, 100, 90));

        var outcome = Rule().Evaluate(With(loaded), TestContext.Current.CancellationToken);

        outcome.Limits["DG2101"].Should().Contain("finer than 128 x 128 pixels");
        outcome.Scores[0].Values.Should().OnlyContain(score => float.IsFinite(score));
    }

    [Fact]
    public void The_encoder_is_let_go()
    {
        var encoder = Collided.Net.AsEncoder();

        Collided.Scan(Clean, open: (_, _) => encoder);

        encoder.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public void A_model_file_gives_the_same_as_the_network_itself()
    {
        using var file = new ModelFile(Collided.Net.ToOnnx());
        var expected = Collided.Scan(Ten.Value);

        var outcome = Collided.Scan(Ten.Value, options: new ScanOptions { Features = file.Source }, open: (source, geometry) => EncoderFiles.Open(source, geometry.Width, geometry.Height));

        outcome.Findings.Select(finding => finding.Fingerprint).Should().Equal(expected.Findings.Select(finding => finding.Fingerprint));
        outcome.Scores[0].Values.Zip(expected.Scores[0].Values).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 0.05);
    }

    [Fact]
    public void Every_page_says_what_to_do()
    {
        foreach (var rule in new CollisionRule().Descriptors)
            rule.ReadPage().Should().StartWith($"# {rule.Id}: ").And.Contain("**What it finds.**").And.Contain("**What it misses.**").And.Contain("**What to do.**").And.Contain("**Tuning.**");
    }

    private static List<(string Id, double Score)> Found(TestSet set, string rule, string option, double value)
    {
        var options = new ScanOptions
        {
            Features = new FeatureSource("net.onnx", "00"),
            Rules = new Dictionary<string, RuleSettings> { [rule] = new() { Options = new Dictionary<string, double> { [option] = value } } },
        };
        return [.. Collided.Scan(set, options: options).Findings.Where(finding => finding.RuleId == rule).SelectMany(finding => finding.Samples).Select(flagged => (flagged.Sample.Id, flagged.Score!.Value))];
    }

    private static CollisionRule Rule() => new((_, _) => Collided.Net.AsEncoder());

    private static ScanContext With(LoadedSet loaded) => loaded.Context with { Options = loaded.Context.Options with { Features = new FeatureSource("net.onnx", "00") } };

    /// <summary>So many clean images of each class.</summary>
    private static TestImage[] FirstOf(params int[] counts) => [.. counts.SelectMany((count, kind) => Clean.Images.Where(image => image.Class == $"class{kind}").Take(count))];

    /// <summary>Images of a set, under a name that the runner prints.</summary>
    public sealed class TestSetBox
    {
        internal TestSetBox(IEnumerable<TestImage> images) => Images = [.. images];

        internal IReadOnlyList<TestImage> Images { get; }
    }
}
