using System.Buffers.Binary;
using System.IO.Compression;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class IdxReaderTests : IDisposable
{
    private const string Images = "train-images-idx3-ubyte";
    private const string Labels = "train-labels-idx1-ubyte";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pairs_are_read_with_their_labels_and_splits(bool isPacked)
    {
        Write(Images, ImageFile(2, 4, 3), isPacked);
        Write(Labels, LabelFile(7, 1), isPacked);
        Write("t10k-images.idx3-ubyte", ImageFile(1, 4, 3), isPacked);
        Write("t10k-labels.idx1-ubyte", LabelFile(9), isPacked);

        var dataset = Reading.Load(_folder.Path);

        dataset.Samples.Select(sample => (sample.Id, dataset.ClassOf(sample), dataset.Splits[sample.SplitIndex], sample.Facts)).Should().Equal(
            ("test/00000", "9", "test", new ImageFacts("raw", 3, 4, IsGray: true)),
            ("train/00000", "7", "train", new ImageFacts("raw", 3, 4, IsGray: true)),
            ("train/00001", "1", "train", new ImageFacts("raw", 3, 4, IsGray: true)));
    }

    [Fact]
    public void A_file_that_lies_there_packed_and_unpacked_is_read_once()
    {
        foreach (var isPacked in (bool[])[false, true])
        {
            Write(Images, ImageFile(2, 4, 3), isPacked);
            Write(Labels, LabelFile(7, 1), isPacked);
        }

        Reading.All(_folder.Path).Should().HaveCount(2);
    }

    [Fact]
    public void A_pair_of_files_does_not_hide_folders_of_images()
    {
        Write(Images, ImageFile(1, 4, 3));
        Write(Labels, LabelFile(7));
        _folder.Write("cat/1.png", Pictures.Png());

        var dataset = Reading.Load(_folder.Path);

        dataset.Formats.Should().Equal("imagefolder");
        dataset.Samples.Should().Contain(sample => sample.Id == "cat/1.png" && sample.Fault == null);
        dataset.Samples.Should().Contain(sample => sample.Id == Images && sample.Fault!.Kind == DecodeFaultKind.Unsupported);
    }

    [Theory]
    [InlineData(3, 2, "3 images")]
    [InlineData(2, 3, "2 images")]
    public void Counts_that_differ_are_refused(int images, int labels, string expected)
    {
        Write(Images, ImageFile(images, 2, 2));
        Write(Labels, LabelFile(new byte[labels]));

        Reading.Refusal(_folder.Path).Should().Contain(expected);
    }

    [Theory]
    [InlineData(true, Images)]
    [InlineData(false, Labels)]
    public void Damaged_gzip_data_are_refused_by_name(bool isOfImages, string file)
    {
        byte[] damaged = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF];
        Write(Images, isOfImages ? damaged : ImageFile(1, 2, 2));
        Write(Labels, isOfImages ? LabelFile(1) : damaged);

        Reading.Refusal(Path.Combine(_folder.Path, Images), format: "idx").Should().Contain(file).And.Contain("gzip data are damaged");
    }

    [Theory]
    [InlineData(-1, 2, 2, "declares -1 images")]
    [InlineData(1, 0, 2, "2 x 0 pixels")]
    [InlineData(1, -5, 2, "2 x -5 pixels")]
    [InlineData(1, 2, 5000, "5000 x 2 pixels")]
    [InlineData(1, 2, int.MaxValue, "2147483647 x 2 pixels")]
    public void Sizes_out_of_range_are_refused(int count, int rows, int columns, string expected)
    {
        Write(Images, [.. Header(0x803, count, rows, columns), 1, 2, 3, 4]);
        Write(Labels, [.. Header(0x801, count), 1]);

        Reading.Refusal(_folder.Path).Should().Contain(expected);
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(17, true)]
    [InlineData(8, false)]
    public void Files_that_are_cut_off_are_refused(int length, bool isPacked)
    {
        Write(Images, ImageFile(3, 2, 2).AsSpan(0, length), isPacked);
        Write(Labels, LabelFile(1, 2, 3), isPacked);

        Reading.Refusal(Path.Combine(_folder.Path, Images + (isPacked ? ".gz" : "")), format: "idx").Should().ContainAny("cut off", "not an IDX file");
    }

    [Fact]
    public void Packed_data_that_end_early_are_refused()
    {
        Write(Images, ImageFile(300, 20, 20), isPacked: true);
        Write(Labels, LabelFile(new byte[300]));
        var path = Path.Combine(_folder.Path, Images + ".gz");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^40]);

        Reading.Refusal(path).Should().Contain("cut off");
    }

    [Fact]
    public void Images_and_labels_behind_the_declared_count_are_refused()
    {
        Write(Images, [.. ImageFile(1, 2, 2), 1, 2, 3, 4]);
        Write(Labels, LabelFile(7));

        Reading.Refusal(_folder.Path).Should().Contain("goes on behind the 1 items");
    }

    [Fact]
    public void Labels_that_are_missing_are_named()
    {
        Write(Images, ImageFile(1, 2, 2));

        Reading.Refusal(_folder.Path).Should().Contain(Labels).And.Contain("expected beside it");
    }

    [Fact]
    public void Fashion_MNIST_as_Debian_ships_it_is_read()
    {
        const string path = "/usr/share/datasets/fashion-mnist";
        Assert.SkipUnless(Directory.Exists(path), "The package dataset-fashion-mnist is not installed.");

        var dataset = Reading.Load(path);

        dataset.Samples.Should().HaveCount(70_000);
        dataset.Samples.CountBy(sample => (dataset.Splits[sample.SplitIndex], sample.ClassIndex)).Should().HaveCount(20)
            .And.OnlyContain(count => count.Value == 1000 || count.Value == 6000);
    }

    private void Write(string name, ReadOnlySpan<byte> bytes, bool isPacked = false)
    {
        if (!isPacked)
        {
            _folder.Write(name, bytes);
            return;
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);

        _folder.Write(name + ".gz", packed.ToArray());
    }

    private static byte[] ImageFile(int count, int rows, int columns) => [.. Header(0x803, count, rows, columns), .. Pictures.Noise(count * rows, columns, 1, 0).Pixels];

    private static byte[] LabelFile(params byte[] labels) => [.. Header(0x801, labels.Length), .. labels];

    private static byte[] Header(params int[] values)
    {
        var header = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 * i), values[i]);

        return header;
    }
}
