using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Screening;

namespace DatasetGuard.Learning.Tests.Screening;

public sealed class InputScreenTests
{
    private const int Side = 6;
    private const int Clean = 400;
    private const int Incoming = 100;

    [Fact]
    public void Pictures_that_the_model_is_sure_of_whatever_is_laid_over_them_are_suspects()
    {
        var result = Screen(new Corners(Pictures(stamped: 30)));

        result.IsUnusual.Should().BeTrue();
        result.ExitCode.Should().Be(ExitCode.Findings);
        result.Suspects.Take(30).Order().Should().Equal(Enumerable.Range(0, 30));

        // Of the 70 others 3.5 on average.
        result.Suspects.Should().HaveCountLessThan(42);
    }

    [Fact]
    public void Clean_pictures_are_suspects_as_often_as_the_rate_says_and_seldom_fail()
    {
        var results = Enumerable.Range(0, 20).Select(seed => Screen(new Corners(Pictures(stamped: 0, seed)), seed)).ToList();

        // Of 2,000 pictures 100 at a rate of 5 %, with the chance of the thresholds on top.
        results.Sum(result => result.Suspects.Count).Should().BeInRange(50, 160);
        results.Count(result => result.IsUnusual).Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public void The_result_is_the_same_at_any_number_of_threads()
    {
        var one = Screen(new Corners(Pictures(stamped: 10)), jobs: 1);
        var four = Screen(new Corners(Pictures(stamped: 10)), jobs: 4);

        four.Detectors[0].Scores.Should().Equal(one.Detectors[0].Scores);
    }

    [Fact]
    public void Probabilities_say_the_same_as_their_logits()
    {
        var logits = Screen(new Corners(Pictures(stamped: 10)));
        var shares = Screen(new Corners(Pictures(stamped: 10)) { GivesProbabilities = true });

        shares.Detectors[0].Scores.Zip(logits.Detectors[0].Scores).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
    }

    [Fact]
    public void Images_of_a_copy_are_on_one_side()
    {
        var samples = Samples(Clean, hash: i => (UInt128)(i / 4));

        var data = DataOf(new Corners(Pictures(stamped: 0)), samples);

        var sides = data.Learned.Concat(data.Calibrating).ToLookup(row => row < data.Learned.Length);
        sides[true].Should().HaveCount(Clean / 2);
        data.CleanImages.Count.Should().Be(Clean);
        HashSet<byte> Groups(IEnumerable<int> rows) => [.. rows.Select(row => data.CleanImages[row][^1])];
        Groups(data.Learned).Should().NotIntersectWith(Groups(data.Calibrating));
    }

    [Fact]
    public void Too_few_clean_images_are_told_with_how_many_are_needed()
    {
        var screen = () => DataOf(new Corners(Pictures(stamped: 0)), Samples(30, i => (UInt128)i));

        screen.Should().Throw<AuditException>().WithMessage("A false-positive rate of 5 % needs 19 clean images*38 different ones*has 30*");
    }

    private static ScreenResult Screen(Corners model, int seed = 0, int jobs = 2) =>
        InputScreen.Run(DataOf(model, Samples(Clean, i => (UInt128)i), seed), model, Settings(seed) with { Jobs = jobs }, SilentProgress.Instance, TestContext.Current.CancellationToken);

    private static ScreenSettings Settings(int seed = 0) => new() { FalsePositiveRate = 0.05, Overlays = 20, Seed = seed };

    private static ScreenData DataOf(Corners model, Sample[] clean, int seed = 0)
    {
        using var store = new PixelStore(Path.GetTempPath());
        var views = new DatasetLoader(store, new ScanOptions(), SilentProgress.Instance).Load(["nothing"], [new NoImages()], TestContext.Current.CancellationToken).Views;
        var source = new LoadedDataset(new Dataset("clean", ["imagefolder"], [], [], clean), views);
        var inputs = new LoadedDataset(new Dataset("incoming", ["imagefolder"], [], [], [.. Samples(Incoming, i => (UInt128)(10_000 + i), Clean)]), views);
        return ScreenData.Of(new AuditSource(source, clean), inputs, model, classes: null, Settings(seed), TestContext.Current.CancellationToken);
    }

    /// <summary>Clean pictures, and behind them those that are screened, the first of them with a white corner.</summary>
    private static ByteImages Pictures(int stamped, int seed = 0)
    {
        var (random, images) = (new Random(seed), new ByteImages(Clean + Incoming, Side, Side, 1));
        for (var i = 0; i < images.Count; i++)
        {
            random.NextBytes(images[i]);
            foreach (ref var value in images[i])
                value /= 2;

            images[i][0] = i >= Clean && i < Clean + stamped ? byte.MaxValue : (byte)0;
            images[i][^1] = (byte)(i / 4);
        }

        return images;
    }

    /// <summary>Their number is the name.</summary>
    private static Sample[] Samples(int count, Func<int, UInt128> hash, int first = 0) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Sample
        {
            Id = $"{first + i:D6}",
            ClassIndex = -1,
            SplitIndex = -1,
            ContentHash = "",
            StoreOffset = -1,
            PixelHash = hash(i),
            Facts = new Core.Imaging.ImageFacts("raw", Side, Side, IsGray: true),
        }),
    ];

    private sealed class NoImages : IDatasetReader
    {
        public string Format => "imagefolder";

        public int? Count => 0;

        public int Ignored => 0;

        public string? ManifestPath => null;

        public IEnumerable<RawSample> Read(CancellationToken cancellationToken) => [];
    }

    /// <summary>Says which of the next four pixels is the brightest, and always the first where the corner is white.</summary>
    private sealed class Corners(ByteImages all) : IClassifier
    {
        public bool GivesProbabilities { get; init; }

        public string Description => "corners";

        public string Digest => "";

        public int Outputs => 4;

        public string? Caveat => null;

        public ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken) => all.Take([.. samples.Select(sample => int.Parse(sample.Id))]);

        public void Ask(ByteImages pictures, Span<float> logits, CancellationToken cancellationToken)
        {
            for (var i = 0; i < pictures.Count; i++)
            {
                var row = logits.Slice(i * Outputs, Outputs);
                for (var label = 0; label < Outputs; label++)
                    row[label] = (pictures[i][label + 1] / 16f) + (label == 0 && pictures[i][0] == byte.MaxValue ? 50 : 0);

                if (GivesProbabilities)
                    System.Numerics.Tensors.TensorPrimitives.SoftMax(row, row);
            }
        }

        public void Ask(ViewStore views, IReadOnlyList<Sample> samples, Span<float> logits, CancellationToken cancellationToken) => Ask(Load(views, samples, cancellationToken), logits, cancellationToken);

        public void Dispose()
        {
        }
    }
}
