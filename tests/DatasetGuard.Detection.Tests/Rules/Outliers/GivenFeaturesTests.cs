using System.Buffers.Binary;
using System.Text;
using CsCheck;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Collisions;
using DatasetGuard.Detection.Rules.Outliers;
using DatasetGuard.Detection.Rules.Surrogates;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Tests.Rules.Outliers;

/// <summary>The outlier tests on features that the user gives, as a dataset of their own or beside images.</summary>
public sealed class GivenFeaturesTests : IDisposable
{
    private const int Classes = 8;
    private const int PerClass = 100;
    private const int Group = 20;
    private const int Dimension = 24;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datasetguard-given-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("DG2001", 1, 14)]
    [InlineData("DG2002", 6, 9)]
    public void A_group_among_feature_vectors_is_found(string rule, int axes, float shift)
    {
        var outcome = Evaluate(Rows(c => c == 3 ? Clouds.WithGroup(PerClass, Group, Dimension, shift, axes, seed: c) : Clouds.Draw(PerClass, Dimension, seed: c)));

        var finding = outcome.Findings.Should().ContainSingle(finding => finding.RuleId == rule).Subject;
        finding.Class.Should().Be("class3");
        finding.Message.Should().Contain("feature vectors of class 'class3'");
        finding.Samples.Select(flagged => flagged.Sample.Id).Should().BeEquivalentTo(Enumerable.Range(0, Group).Select(i => Id(3, i)));
        outcome.Scores.Select(column => column.Name).Should().Equal("spectral_signature", "minority_cluster", "quantum_entropy", "robust_distance");
        outcome.Scores.Should().OnlyContain(column => column.Values.All(float.IsFinite));
        outcome.Limits.Should().BeEmpty();
    }

    [Theory]
    [InlineData("DG2002", "silhouette", 0.95)]
    [InlineData("DG2001", "falseAlarm", 1e-9)]
    [InlineData("DG2004", "falseAlarm", 1e-9)]
    public void Limits_can_be_set(string rule, string option, double value)
    {
        // Too little for the strict limits, enough for the usual ones.
        var rows = Rows(c => c == 3 ? Clouds.WithGroup(PerClass, rule == "DG2004" ? 1 : Group, Dimension, rule == "DG2002" ? 9 : rule == "DG2001" ? 6 : 9, rule == "DG2002" ? 6 : 1, seed: c) : Clouds.Draw(PerClass, Dimension, seed: c));
        var strict = new Dictionary<string, RuleSettings> { [rule] = new() { Options = new Dictionary<string, double> { [option] = value } } };

        Evaluate(rows).Findings.Select(finding => finding.RuleId).Should().Contain(rule);
        Evaluate(rows, rules: strict).Findings.Select(finding => finding.RuleId).Should().NotContain(rule);
    }

    [Fact]
    public void A_vector_far_from_all_others_is_listed() =>
        Evaluate(Rows(c => c == 1 ? Clouds.WithGroup(PerClass, 1, Dimension, shift: 60, axes: 4, seed: c) : Clouds.Draw(PerClass, Dimension, seed: c)))
            .Findings.Should().ContainSingle(finding => finding.RuleId == "DG2004").Which.Samples.Should().ContainSingle().Which.Sample.Id.Should().Be(Id(1, 0));

    [Theory]
    [InlineData(Dimension)]
    [InlineData(1)]
    [InlineData(150)]
    public void Clean_clouds_give_nothing(int dimension) => Evaluate(Rows(c => Clouds.Draw(PerClass, dimension, seed: c))).Findings.Should().BeEmpty();

    [Fact]
    public void The_outcome_does_not_depend_on_the_order_of_reading_or_the_threads() => Gen.Int[0, 1000].Sample(
        seed =>
        {
            var rows = Rows(c => c == 3 ? Clouds.WithGroup(40, 10, 6, shift: 12, axes: 1, seed: c) : Clouds.Draw(40, 6, seed: c));
            var shuffled = rows.ToArray();
            new Random(seed).Shuffle(shuffled);

            Describe(Evaluate(shuffled, jobs: 1)).Should().Be(Describe(Evaluate(rows, jobs: 2)));
        },
        iter: 3);

    [Fact]
    public void Both_ways_to_the_principal_axes_lead_to_the_same_space()
    {
        LibTorch.EnsureLoaded();
        var rows = Clouds.WithGroup(60, 9, 20, shift: 7, axes: 2, seed: 5);
        float[][] wide = Array.ConvertAll(rows, row => (float[])[.. row, .. new float[80]]);

        var narrow = ClassSpace.Of((i, vector) => rows[i].CopyTo(vector), 20, rows.Length, default);
        var byRows = ClassSpace.Of((i, vector) => wide[i].CopyTo(vector), 100, rows.Length, default);
        var whole = Clouds.Space(rows);

        for (var axis = 0; axis < 20; axis++)
        {
            narrow.Variances[axis].Should().BeApproximately(whole.Variances[axis], 1e-6);
            byRows.Variances[axis].Should().BeApproximately(whole.Variances[axis], 1e-6);
        }

        for (var i = 0; i < rows.Length; i++)
            Math.Abs(byRows[i][0]).Should().BeApproximately(Math.Abs(whole[i][0]), 1e-4f);
    }

    [Fact]
    public void Sets_that_are_too_small_or_too_wide_are_skipped_with_the_reason()
    {
        Evaluate([]).Skipped.Should().NotBeEmpty();
        Evaluate(Rows(c => c == 0 ? Clouds.Draw(1, 3, seed: 0) : [])).Skipped["DG2001"].Should().StartWith("No class has 32 samples");
        Evaluate(Rows(c => c == 0 ? Clouds.Draw(40, 5000, seed: 0) : [])).Skipped["DG2004"].Should().Contain("5,000 values");
    }

    [Fact]
    public void What_was_not_looked_at_is_said()
    {
        var outcome = Evaluate(Rows(c => Clouds.Draw(c == 0 ? 10 : 40, 4, seed: c)));

        outcome.Limits["DG2002"].Should().Be("Not looked at: classes with fewer than 32 rows: 1.");
    }

    [Fact]
    public void Where_no_class_can_stand_out_the_rules_that_name_one_are_skipped()
    {
        var skipped = Evaluate(Rows(c => c < 4 ? Clouds.Draw(40, 4, seed: c) : [])).Skipped;

        skipped.Keys.Should().BeEquivalentTo("DG2001", "DG2002", "DG2003");
        skipped.Values.Should().OnlyContain(reason => reason == "A class would have to stand out among at least 5, and 4 are large enough.");
    }

    [Fact]
    public void A_class_of_equal_vectors_crashes_nothing()
    {
        var outcome = Evaluate(Rows(c => c < 4 ? [.. Enumerable.Repeat(new float[] { 1, 2, 3 }, 40)] : Clouds.Draw(40, 3, seed: c)));

        outcome.Findings.Where(finding => finding.RuleId != "DG2004").Should().BeEmpty();
    }

    [Fact]
    public void Given_features_of_images_take_the_place_of_the_surrogates()
    {
        var set = TestSet.Drawn(classes: Classes, perClass: 40, width: 8, height: 8, channels: 1);
        using var loaded = LoadedSet.Of(set);
        var features = loaded.Dataset.Samples.Select((sample, i) => (sample.ClassIndex, Row: Clouds.Draw(1, 6, seed: i)[0])).ToArray();
        var group = Enumerable.Range(0, features.Length).Where(i => features[i].ClassIndex == 2).Take(10).ToArray();
        Array.ForEach(group, i => features[i].Row[0] += 14);

        var context = WithFeatures(loaded.Context, Npy([.. features.Select(item => item.Row)]));
        var outcome = new SurrogateRule().Evaluate(context, default);
        var collisions = new CollisionRule().Evaluate(context, default);

        outcome.Findings.Single(finding => finding.RuleId == "DG2001").Samples.Select(flagged => flagged.Sample.Id).Should()
            .BeEquivalentTo(group.Select(i => loaded.Dataset.Samples[i].Id));
        outcome.Findings.Single(finding => finding.RuleId == "DG2001").Message.Should().Contain("images of class 'class2'");
        collisions.Skipped.Keys.Should().BeEquivalentTo("DG2101", "DG2102", "DG2103");
        collisions.Skipped.Values.Should().OnlyContain(reason => reason.StartsWith("Not checked: ") && reason.Contains("precomputed features cannot be"));
    }

    [Theory]
    [InlineData(79)]
    [InlineData(81)]
    public void Another_number_of_rows_than_of_samples_is_an_error(int rows)
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(classes: 2, perClass: 40, width: 8, height: 8, channels: 1));

        var evaluate = () => new SurrogateRule().Evaluate(WithFeatures(loaded.Context, Npy(Clouds.Draw(rows, 6, seed: 1))), default);

        evaluate.Should().Throw<EncoderException>().WithMessage($"The features have {rows} rows, and the dataset has 80 samples*");
    }

    private static (string Class, int Index, float[] Row)[] Rows(Func<int, float[][]> ofClass) =>
        [.. Enumerable.Range(0, Classes).SelectMany(c => ofClass(c).Select((row, i) => ($"class{c}", i, row)))];

    private static string Id(int classIndex, int index) => $"class{classIndex}-{index:D3}";

    private static RuleOutcome Evaluate((string Class, int Index, float[] Row)[] rows, int jobs = 2, IReadOnlyDictionary<string, RuleSettings>? rules = null)
    {
        using var loaded = LoadedSet.Of(new Reader([.. rows.Select(row => new RawSample($"{row.Class}-{row.Index:D3}", new SampleContent.Vector(Array.ConvertAll(row.Row, value => (double)value)), row.Class) { IsLabelled = true })]), jobs);
        return new SurrogateRule().Evaluate(rules is null ? loaded.Context : loaded.Context with { Options = loaded.Context.Options with { Rules = rules } }, default);
    }

    private static string Describe(RuleOutcome outcome) => string.Join('\n', outcome.Findings.Select(finding => $"{finding.RuleId} {finding.Message} {string.Join(' ', finding.Samples.Select(flagged => $"{flagged.Sample.Id} {flagged.Score:R}"))}"));

    private ScanContext WithFeatures(ScanContext context, byte[] array)
    {
        var path = Path.Combine(_folder.FullName, "features.npy");
        File.WriteAllBytes(path, array);
        return context with { Options = context.Options with { Features = FeatureSource.Of(path) } };
    }

    private static byte[] Npy(float[][] rows)
    {
        var text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows.Length}, {rows[0].Length}), }}".PadRight(117) + "\n";
        var data = new byte[4 * rows.Length * rows[0].Length];
        for (var i = 0; i < rows.Length * rows[0].Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4 * i), rows[i / rows[0].Length][i % rows[0].Length]);

        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text), .. data];
    }

    private sealed class Reader(IReadOnlyList<RawSample> samples) : IDatasetReader
    {
        public string Format => "npy";

        public int? Count => samples.Count;

        public int Ignored => 0;

        public string? ManifestPath => null;

        public IEnumerable<RawSample> Read(CancellationToken cancellationToken) => samples;
    }
}
