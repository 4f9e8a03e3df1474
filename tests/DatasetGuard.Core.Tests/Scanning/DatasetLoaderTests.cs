using CsCheck;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules.Files;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Scanning;

public sealed class DatasetLoaderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TempFolder _temporary = new();

    public void Dispose()
    {
        Directory.EnumerateFileSystemEntries(_temporary.Path).Should().BeEmpty("a scan leaves nothing behind");
        _folder.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void The_result_does_not_depend_on_threads_or_on_the_order_of_the_files()
    {
        (string Name, byte[] Bytes)[] files =
        [
            ("train/cat/1.png", Pictures.Png(seed: 1)), ("train/cat/2.jpg", Pictures.Jpeg(90, 50)), ("train/Cat/1.png", Pictures.Png(seed: 1)), ("test/dog/1.png", Pictures.Png(3, 200)),
            ("test/dog/0.png", []), ("test/cat/bad.png", Pictures.Png()[..40]), ("train/dog/2.ppm", "P5 1 1 255 x"u8.ToArray()), ("train/x.tif", "II*\0"u8.ToArray()), ("train/dog/ä.gif", [1]),
        ];
        var expected = Describe(WriteAll(_folder, files), 1);

        Gen.Select(Gen.Shuffle(files), Gen.Int[1, 2]).Sample(
            (shuffled, jobs) =>
            {
                using var folder = new TempFolder();
                return Describe(WriteAll(folder, shuffled), jobs) == expected;
            },
            iter: 20,
            threads: 1);
    }

    [Fact]
    public void Views_hold_the_pixels_of_their_own_image()
    {
        for (var i = 0; i < 50; i++)
            _folder.Write($"cat/{i:D2}.png", Pictures.Png(10 + (i % 3), 10, i));

        using var store = new PixelStore(_temporary.Path);
        var (dataset, views) = Loader(store, new ScanOptions { Jobs = 2 }).Load([_folder.Path], "auto", CancellationToken.None);

        for (var i = 0; i < 50; i++)
        {
            var expected = AreaResampler.Resize(Pictures.Ramp(10 + (i % 3), 10, 3, i), views.Geometry.Width, views.Geometry.Height);
            views.Read(dataset.Samples[i]).Whole.Pixels.SequenceEqual(expected.Pixels).Should().BeTrue();
        }
    }

    [Fact]
    public void Pictures_in_colour_can_be_had_gray_and_gray_ones_in_colour()
    {
        _folder.Write("cat/1.png", Pictures.Png(seed: 1));
        _folder.Write("cat/2.pgm", "P5 1 1 255\nx"u8.ToArray());
        using var store = new PixelStore(_temporary.Path);
        var (dataset, views) = Loader(store, new ScanOptions()).Load([_folder.Path], "auto", CancellationToken.None);
        var colour = views.Read(dataset.Samples[0]).Whole;

        views.WithChannels(1).Read(dataset.Samples[0]).Whole.Pixels.SequenceEqual(colour.ToGray().Pixels).Should().BeTrue();
        views.Read(dataset.Samples[1]).Whole.Pixels.ToArray().Should().OnlyContain(value => value == 'x').And.HaveCount(colour.Pixels.Length);
    }

    [Fact]
    public void A_reader_that_breaks_off_leaves_what_it_read_and_says_where_it_ended()
    {
        var dataset = Load(new BreakingReader(20, () => new InvalidTimeZoneException("disk\n::error::")));

        dataset.Samples.Should().HaveCount(20).And.OnlyContain(sample => sample.Fault == null);
        dataset.Breaks.Should().Equal("The dataset cannot be read to its end: disk\\u000A::error::");
    }

    [Fact]
    public void A_break_in_one_root_does_not_end_the_next()
    {
        using var store = new PixelStore(_temporary.Path);
        IDatasetReader[] readers = [new BreakingReader(3, () => new DatasetException("Cut off.")), new ListReader([new RawSample("dog/1.png", new SampleContent.InMemory(Pictures.Png()))])];

        var (dataset, _) = Loader(store, new ScanOptions { Jobs = 2 }).Load(["a", "b"], readers, CancellationToken.None);

        dataset.Samples.Select(sample => sample.Id).Should().Equal("a/cat/0.png", "a/cat/1.png", "a/cat/2.png", "b/dog/1.png");
        dataset.Breaks.Should().Equal("Cut off.");
    }

    [Fact]
    public void Samples_without_end_are_a_break_at_the_limit()
    {
        using var store = new PixelStore(_temporary.Path);
        var options = new ScanOptions { Jobs = 2, Limits = new DecodeLimits { MaxSamples = 10 } };
        var endless = Enumerable.Repeat(new RawSample("cat/1.png", new SampleContent.InMemory(Pictures.Png())), int.MaxValue);

        var (dataset, _) = Loader(store, options).Load(["a"], [new ListReader(endless)], CancellationToken.None);

        dataset.Samples.Should().HaveCount(10);
        dataset.Breaks.Should().ContainSingle().Which.Should().Contain("more than 10 samples");
    }

    [Fact]
    public void A_reader_that_gives_nothing_refuses_the_dataset()
    {
        var refusal = new DatasetException("Cut off.");

        var load = () => Load(new BreakingReader(0, () => refusal));

        load.Should().Throw<DatasetException>().Which.Should().BeSameAs(refusal);
    }

    [Fact]
    public void Cancellation_ends_the_reading()
    {
        using var source = new CancellationTokenSource();
        var load = () => Patience.Await(() => Load(new EndlessReader(source.Cancel), source.Token));

        load.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Files_that_vanish_or_shrink_after_they_were_listed_are_faults()
    {
        var reader = new ListReader(
        [
            new RawSample("cat/gone.png", new SampleContent.InFile(Path.Combine(_folder.Path, "gone.png"), 100)),
            new RawSample("cat/shrunk.png", new SampleContent.InFile(_folder.Write("shrunk.png", Pictures.Png()), 1 << 20)),
            new RawSample("cat/whole.png", new SampleContent.InFile(_folder.Write("whole.png", Pictures.Png()), Pictures.Png().Length)),
        ]);

        var dataset = Load(reader);

        dataset.Samples.Select(sample => sample.Fault?.Detail).Should().Equal("the file vanished or cannot be read", "the file shrank while it was read", null);
    }

    [Fact]
    public void The_bytes_of_a_sample_go_as_soon_as_it_is_decoded()
    {
        var held = new List<WeakReference>();
        var alive = -1;
        IEnumerable<RawSample> CountAtTheEnd()
        {
            foreach (var sample in Make(held))
                yield return sample;

            GC.Collect();
            alive = held.Count(reference => reference.IsAlive);
        }

        Load(new ListReader(CountAtTheEnd())).Samples.Should().HaveCount(64);

        alive.Should().BeInRange(0, 8, "only what a thread is working on stays");
    }

    [Fact]
    public void A_file_that_a_list_names_several_times_keeps_the_order_of_its_lines()
    {
        var picture = new SampleContent.InMemory(Pictures.Png());
        string[] labels = [.. Enumerable.Range(0, 40).Select(i => $"{(i * 7) % 40:D2}")];

        var dataset = Load(new ListReader(labels.Select((label, i) => new RawSample("a.png", picture) { Label = label, IsLabelled = true, Line = i + 1 })));

        dataset.Samples.Select(dataset.ClassOf).Should().Equal(labels);
        dataset.Samples.Take(3).Select(sample => sample.Id).Should().Equal("a.png", "a.png#2", "a.png#3");
    }

    [Fact]
    public void Ids_of_several_roots_begin_with_the_name_of_the_root()
    {
        _folder.Write("a/cat/1.png", Pictures.Png());
        _folder.Write("b/cat/1.png", Pictures.Png());
        _folder.Write("deep/a/cat/1.png", Pictures.Png());

        Ids("a", "b").Should().Equal("a/cat/1.png", "b/cat/1.png");
        Ids("a", "deep/a").Should().Equal("1-a/cat/1.png", "2-a/cat/1.png");
        Ids("a", "a").Should().Equal("1-a/cat/1.png", "2-a/cat/1.png");

        IEnumerable<string> Ids(params string[] roots)
        {
            using var store = new PixelStore(_temporary.Path);
            return Loader(store, new ScanOptions()).Load([.. roots.Select(root => Path.Combine(_folder.Path, root))], "auto", CancellationToken.None).Dataset.Samples.Select(sample => sample.Id);
        }
    }

    private static IEnumerable<RawSample> Make(List<WeakReference> held)
    {
        for (var i = 0; i < 64; i++)
        {
            var bytes = Pictures.Png(8, 8, i);
            held.Add(new WeakReference(bytes));
            yield return new RawSample($"cat/{i:D2}.png", new SampleContent.InMemory(bytes));
        }
    }

    private static string WriteAll(TempFolder folder, IEnumerable<(string Name, byte[] Bytes)> files)
    {
        foreach (var (name, bytes) in files)
            folder.Write(name, bytes);

        return folder.Path;
    }

    private string Describe(string path, int jobs)
    {
        var result = new Scanner([new FileFaultRule()], new ScanOptions { Jobs = jobs, TemporaryFolder = _temporary.Path }, SilentProgress.Instance).Run([path], "auto", CancellationToken.None);
        var dataset = result.Dataset;
        var samples = dataset.Samples.Select(sample => $"{sample.Id} {sample.ClassIndex} {sample.SplitIndex} {sample.ContentHash} {sample.Facts} {sample.Appearance} {sample.Encoding} {sample.Fault}");
        var findings = result.Findings.Select(finding => $"{finding.RuleId} {finding.Message} {finding.Fingerprint} {string.Join(' ', finding.Samples.Select(flagged => flagged.Sample.Id))}");
        return string.Join('\n', [dataset.Digest, .. dataset.Classes, .. dataset.Splits, .. samples, .. findings]);
    }

    private Dataset Load(IDatasetReader reader, CancellationToken cancellationToken = default)
    {
        using var store = new PixelStore(_temporary.Path);
        return Loader(store, new ScanOptions { Jobs = 2 }).Load(["data"], [reader], cancellationToken).Dataset;
    }

    private static DatasetLoader Loader(PixelStore store, ScanOptions options) => new(store, options, SilentProgress.Instance);

    private class ListReader(IEnumerable<RawSample> samples) : IDatasetReader
    {
        public string Format => "list";

        public int? Count => null;

        public int Ignored => 0;

        public string? ManifestPath => null;

        public IEnumerable<RawSample> Read(CancellationToken cancellationToken) => samples;
    }

    private sealed class BreakingReader(int after, Func<Exception> error) : ListReader(Samples(after, error))
    {
        private static IEnumerable<RawSample> Samples(int after, Func<Exception> error)
        {
            for (var i = 0; i < after; i++)
                yield return new RawSample($"cat/{i}.png", new SampleContent.InMemory(Pictures.Png()));

            throw error();
        }
    }

    /// <summary>Never looks at a token itself, and tells when it is well under way.</summary>
    private sealed class EndlessReader(Action underWay) : ListReader(Samples(underWay))
    {
        private static IEnumerable<RawSample> Samples(Action underWay)
        {
            var photo = Pictures.Jpeg(600, 600);
            for (var i = 0; ; i++)
            {
                if (i == 20)
                    underWay();

                yield return new RawSample($"cat/{i}.jpg", new SampleContent.InMemory(photo));
            }
        }
    }
}
