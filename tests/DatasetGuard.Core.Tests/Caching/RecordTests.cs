using CsCheck;
using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Caching;

public sealed class RecordTests
{
    private static readonly Sample Blank = new() { Id = "cat/1.png", ClassIndex = 0, SplitIndex = -1, ContentHash = "00", StoreOffset = -1 };

    private static readonly Gen<Sample> Samples =
        Gen.Select(Gen.Int, Gen.Bool, Gen.Float, Gen.ULong.Nullable(), Gen.UInt).Select((number, flag, real, hash, word) => Blank with
        {
            Facts = flag || number % 2 == 0 ? new ImageFacts("png", number, number + 1, flag) : null,
            Appearance = number % 3 == 0 ? null : new AppearanceFacts { LowBrightness = real, HighBrightness = 1, Entropy = -real, Sharpness = float.NaN, Red = 2, Green = 3, Blue = 4 },
            Encoding = number % 5 == 0 ? null : new EncodingFacts { Length = number, Fingerprint = new EncoderFingerprint(ImageEncoding.Webp, 1, 255, EncoderOptions.Lossless, word), IsAnimated = flag, HasPosition = !flag },
            PixelHash = hash is { } low ? new UInt128(word, low) : null,
            PerceptualHash = hash,
        });

    [Fact]
    public void A_sample_comes_back_as_it_was() => Samples.Sample(sample =>
    {
        var record = new RecordWriter();
        SampleRecord.Write(record, sample);
        SampleRecord.Read(record.Bytes, Blank).Should().Be(sample);
    });

    [Fact]
    public void A_record_that_is_cut_is_refused() => Samples.Sample(sample =>
    {
        var record = new RecordWriter();
        SampleRecord.Write(record, sample);
        for (var length = 0; length < record.Bytes.Length; length++)
        {
            var cut = record.Bytes[..length].ToArray();
            var read = () => SampleRecord.Read(cut, Blank);
            read.Should().Throw<InvalidDataException>();
        }
    }, iter: 10);

    [Fact]
    public void An_outcome_comes_back_as_it_was_with_the_samples_of_the_dataset()
    {
        // A lone surrogate is no valid text, and may be in the name of a file.
        var dataset = new Dataset("data", ["imagefolder"], ["c\ud800"], [], [Blank, Blank with { Id = "cat/\udfff2.png" }]);
        var outcome = new RuleOutcome
        {
            Findings =
            [
                new Finding
                {
                    RuleId = "DG1001",
                    Level = FindingLevel.Warning,
                    Title = "Title",
                    Message = "Message \ud800",
                    Class = "c\ud800",
                    Score = double.NegativeInfinity,
                    Location = new FindingLocation(LocationKind.ManifestLine, "labels.csv", 3),
                    Samples = [new FlaggedSample(dataset.Samples[1], 0.5) { CopyGroup = 7, Group = 2 }, new FlaggedSample(dataset.Samples[0])],
                    IsList = true,
                    Subject = "",
                    Measures = [new Measure("a", -0.0)],
                    Pictures = [new EvidencePicture("p", "caption", Pictures.Noise(3, 2, 3, 1)) { IsOfSamples = true }],
                },
            ],
            Scores = [new ScoreColumn("s", [float.NaN, -0f])],
            Skipped = new Dictionary<string, string> { ["DG1002"] = "why" },
            Wants = "--baseline",
            Limits = new Dictionary<string, string> { ["DG1001"] = "what" },
            Map = FeatureMap.Of("features", [1, 0], [0, 1], [2, 3], 0.5) with { SamplesForAxes = 1, Missing = "why" },
        };
        var record = new RecordWriter();

        OutcomeRecord.TryWrite(record, outcome, dataset).Should().BeTrue();
        var read = OutcomeRecord.Read(record.Bytes, dataset);

        var again = new RecordWriter();
        OutcomeRecord.TryWrite(again, read, dataset);
        again.Bytes.ToArray().Should().Equal(record.Bytes.ToArray());
        read.Should().BeEquivalentTo(outcome, options => options.WithStrictOrdering().Excluding(all => all.Findings[0].Pictures));
        read.Findings[0].Pictures[0].IsOfSamples.Should().BeTrue();
        read.Findings[0].Pictures[0].Pixels.Data.Should().Equal(outcome.Findings[0].Pictures[0].Pixels.Data);
        read.Findings[0].Class.Should().Be("c\ud800");
        read.Findings[0].Samples[0].Sample.Should().BeSameAs(dataset.Samples[1]);
    }

    [Fact]
    public void An_outcome_with_a_sample_from_elsewhere_is_not_kept()
    {
        var dataset = new Dataset("data", ["imagefolder"], [], [], [Blank]);
        var finding = Scanning.FakeRule.Finding("DG1001") with { Samples = [new FlaggedSample(Blank with { Line = 4 })] };

        OutcomeRecord.TryWrite(new RecordWriter(), new RuleOutcome { Findings = [finding] }, dataset).Should().BeFalse();
    }

    [Fact]
    public void Pixels_of_another_shape_are_another_sample_although_their_bytes_are_the_same()
    {
        using var folder = new TempFolder();
        using (var cache = ScanCache.Open(folder.Path, TimeProvider.System))
        {
            var sample = Blank with { Facts = new ImageFacts("raw", 2, 8, true) };
            new SampleCache(cache, DecodeLimits.Default).Add(new SampleContent.Raw(new PixelBuffer(2, 8, 1)), sample, new byte[16]);
            cache.Commit();
        }

        using var later = ScanCache.Open(folder.Path, TimeProvider.System);
        var samples = new SampleCache(later, DecodeLimits.Default);

        samples.Find(new SampleContent.Raw(new PixelBuffer(2, 8, 1)), Blank).Should().NotBeNull();
        samples.Find(new SampleContent.Raw(new PixelBuffer(4, 4, 1)), Blank).Should().BeNull();
        samples.Find(new SampleContent.InMemory(new byte[16]), Blank).Should().BeNull();
    }
}
