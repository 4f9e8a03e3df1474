using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using CompressionMethod = Parquet.CompressionMethod;

namespace DatasetGuard.Core.Tests.Datasets.Parquet;

public sealed class ParquetReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    public async Task Images_and_class_names_are_read_from_files_of_another_library(CompressionMethod compression)
    {
        var images = Enumerable.Range(0, 8).Select(i => Pictures.Png(seed: i)).ToArray();
        var rows = images.Select((image, i) => ((byte[]?)image, (string?)$"{i}.png", (long?)(i % 2))).ToArray();
        _folder.Write("data/train-00000-of-00001.parquet", await ParquetFiles.WriteAsync(rows, ["cat", "dog"], compression));
        _folder.Write("data/test-00000-of-00001.parquet", await ParquetFiles.WriteAsync(rows[..1], ["cat", "dog"], compression));
        _folder.Write("README.md", "x");

        var dataset = Reading.Load(_folder.Path);

        dataset.Formats.Should().Equal("parquet");
        dataset.Breaks.Should().BeEmpty();
        dataset.Samples.Should().HaveCount(9).And.OnlyContain(sample => sample.Fault == null);
        dataset.Samples.Select(sample => $"{dataset.Splits[sample.SplitIndex]} {dataset.ClassOf(sample)}").Should()
            .Equal(["test cat", .. images.Select((_, i) => i % 2 == 0 ? "train cat" : "train dog")]);
        Reading.All(_folder.Path).Skip(1).Select(sample => ((SampleContent.InMemory)sample.Content).Bytes.ToArray()).Should().BeEquivalentTo(images, options => options.WithStrictOrdering());
        dataset.Samples[1].Id.Should().Be("data/train-00000-of-00001/00000");
    }

    [Fact]
    public async Task Rows_without_bytes_or_label_stay_rows()
    {
        var file = _folder.Write("x.parquet", await ParquetFiles.WriteAsync(
            [(null, "a.png", 1), ([], "b.png", null), (Pictures.Png(), null, -1), (new byte[2000], null, 7)], ["cat", "dog"]));

        Reading.All(file, new DecodeLimits { MaxBytes = 1000 }).Select(sample => (sample.Label, sample.Fault()?.Kind)).Should().Equal(
            ("dog", DecodeFaultKind.Unreadable), (null, DecodeFaultKind.Empty), (null, null), ("7", DecodeFaultKind.OverLimit));
    }

    [Fact]
    public async Task The_same_image_again_and_again_is_a_dictionary_of_one()
    {
        var image = Pictures.Png();
        var file = _folder.Write("x.parquet", await ParquetFiles.WriteAsync([.. Enumerable.Repeat(((byte[]?)image, (string?)"1.png", (long?)5), 500)], rowsPerGroup: 500));

        var samples = Reading.All(file);

        samples.Should().HaveCount(500).And.OnlyContain(sample => sample.Label == "5");
        samples.TrueForAll(sample => ((SampleContent.InMemory)sample.Content).Bytes.Span.SequenceEqual(image)).Should().BeTrue();
    }

    [Theory]
    [InlineData(CompressionMethod.Zstd, "Zstandard")]
    [InlineData(CompressionMethod.LZ4, "LZ4")]
    public async Task Packings_that_are_not_read_are_named(CompressionMethod compression, string expected) =>
        Reading.Refusal(_folder.Write("x.parquet", await ParquetFiles.WriteAsync([(Pictures.Png(), null, 1)], compression: compression))).Should().Contain(expected);

    [Fact]
    public async Task A_file_that_is_cut_off_is_refused()
    {
        var bytes = await ParquetFiles.WriteAsync([(Pictures.Png(), null, 1)]);

        foreach (var length in (int[])[5, 12, bytes.Length / 2, bytes.Length - 1])
            Reading.Refusal(_folder.Write("x.parquet", bytes.AsSpan(0, length)), format: "parquet").Should().Contain("cut off");
    }

    [Theory]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    public async Task Damaged_pages_are_read_or_refused_whatever_packs_them(CompressionMethod compression)
    {
        var good = await ParquetFiles.WriteAsync([(Pictures.Png(), null, 1)], compression: compression);
        var refused = 0;
        for (var at = 4; at < 250; at++)
        {
            var bytes = good.ToArray();
            bytes.AsSpan(at, 3).Fill(0xFF);
            refused += IsRefused(_folder.Write("x.parquet", bytes)) ? 1 : 0;
        }

        refused.Should().BePositive();
    }

    [Fact]
    public async Task A_damaged_file_is_read_or_refused_and_nothing_else()
    {
        var good = await ParquetFiles.WriteAsync([.. Enumerable.Range(0, 6).Select(i => ((byte[]?)Pictures.Png(seed: i), (string?)"1.png", (long?)i))], ["cat"]);
        var random = new Random(4);
        var refused = 0;
        for (var i = 0; i < 400; i++)
        {
            var bytes = good.ToArray();
            for (var k = random.Next(1, 4); k > 0; k--)
                bytes[random.Next(2) == 0 ? random.Next(bytes.Length) : bytes.Length - 1 - random.Next(600)] = (byte)random.Next(256);

            refused += IsRefused(_folder.Write("x.parquet", bytes)) ? 1 : 0;
        }

        refused.Should().BeInRange(100, 399);
    }

    private static bool IsRefused(string path)
    {
        try
        {
            Reading.All(path, format: "parquet");
            return false;
        }
        catch (DatasetException)
        {
            return true;
        }
    }
}
