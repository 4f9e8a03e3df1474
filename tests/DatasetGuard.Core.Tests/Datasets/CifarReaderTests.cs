using System.Formats.Tar;
using System.IO.Compression;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class CifarReaderTests : IDisposable
{
    private const int Plane = 32 * 32;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Batches_of_CIFAR_10_are_read_with_names_and_splits()
    {
        _folder.Write("data_batch_1.bin", [.. Record(3), .. Record(0)]);
        _folder.Write("test_batch.bin", Record(1));
        _folder.Write("batches.meta.txt", "airplane\nautomobile\nbird\ncat\n\n");

        var dataset = Reading.Load(_folder.Path);

        dataset.Formats.Should().Equal("cifar");
        dataset.Samples.Select(sample => (sample.Id, dataset.ClassOf(sample), dataset.Splits[sample.SplitIndex])).Should().Equal(
            ("data_batch_1/00000", "cat", "train"), ("data_batch_1/00001", "airplane", "train"), ("test_batch/00000", "automobile", "test"));
    }

    [Fact]
    public void The_fine_label_of_CIFAR_100_is_the_class()
    {
        var file = _folder.Write("train.bin", [.. Record(19, 99), .. Record(0, 42)]);
        _folder.Write("fine_label_names.txt", "apple\napple\n");

        Reading.All(file).Select(sample => (sample.Id, sample.Label)).Should().Equal([("train/00000", "99"), ("train/00001", "42")], "names that stand there twice are no names");
    }

    [Fact]
    public void Planes_become_pixels()
    {
        var record = Record(5);
        record[1 + 33] = 10;
        record[1 + Plane + 33] = 20;
        record[1 + (2 * Plane) + 33] = 30;

        var pixels = Reading.All(_folder.Write("test_batch.bin", record)).Should().ContainSingle().Which.Content.Should().BeOfType<SampleContent.Raw>().Which.Pixels;

        (pixels.Width, pixels.Height, pixels.Channels).Should().Be((32, 32, 3));
        pixels.Row(1)[3..6].ToArray().Should().Equal(10, 20, 30);
    }

    [Theory]
    [InlineData(3072)]
    [InlineData(3074 + 1)]
    public void A_file_that_is_no_whole_number_of_records_is_refused(int length)
    {
        var file = _folder.Write("train.bin", new byte[length]);

        Reading.Refusal(file, format: "cifar").Should().Contain("whole number of records");
        Reading.Refusal(file).Should().Contain("none of the known kinds");
    }

    [Fact]
    public void Labels_that_are_no_classes_are_no_CIFAR() => Reading.Refusal(_folder.Write("train.bin", [.. Record(3), .. Record(10)]), format: "cifar").Should().Contain("no CIFAR");

    [Fact]
    public void Batches_do_not_hide_a_folder_of_images()
    {
        _folder.Write("test_batch.bin", Record(1));
        _folder.Write("cat/1.png", Pictures.Png());

        var dataset = Reading.Load(_folder.Path);

        dataset.Formats.Should().Equal("imagefolder");
        dataset.Samples.Select(sample => sample.Fault?.Kind).Should().Equal(null, DecodeFaultKind.Unsupported);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_published_archive_is_read_as_it_is(bool isGzip)
    {
        // The names stand behind the first batch there.
        var dataset = Reading.Load(Archive(isGzip, ("c/data_batch_1.bin", [.. Record(3), .. Record(0)]), ("c/batches.meta.txt", "airplane\nautomobile\nbird\ncat\n"u8.ToArray()), ("c/test_batch.bin", Record(1)), ("c/readme.html", [1])));

        dataset.Formats.Should().Equal("tar");
        dataset.Ignored.Should().Be(2);
        dataset.Samples.Select(sample => (sample.Id, dataset.ClassOf(sample), dataset.Splits[sample.SplitIndex])).Should().Equal(
            ("c/data_batch_1/00000", "cat", "train"), ("c/data_batch_1/00001", "airplane", "train"), ("c/test_batch/00000", "automobile", "test"));
    }

    [Fact]
    public void Batches_in_an_archive_have_the_pixels_of_those_beside_it()
    {
        byte[] many = [.. Enumerable.Range(0, 130).SelectMany(i => Record((byte)(i % 20), (byte)(i % 100)))];

        var inArchive = Reading.Load(Archive(isGzip: false, ("train.bin", many)));
        var beside = Reading.Load(_folder.Write("train.bin", many));

        inArchive.Samples.Select(sample => (sample.Id, sample.ContentHash, inArchive.ClassOf(sample))).Should().Equal(beside.Samples.Select(sample => (sample.Id, sample.ContentHash, beside.ClassOf(sample))));
    }

    [Fact]
    public void A_member_with_the_name_of_a_batch_and_other_labels_is_a_fault_and_does_not_hide_the_next()
    {
        var path = Archive(isGzip: false, ("cat/train.bin", Record(77)), ("cat/1.png", Pictures.Png()), ("cat/test.bin", [1, 2, 3]));

        Reading.Load(path).Samples.Select(sample => (sample.Id, sample.Fault?.Kind)).Should().Equal(("cat/1.png", null), ("cat/test.bin", DecodeFaultKind.Unsupported), ("cat/train.bin", DecodeFaultKind.Unsupported));
    }

    [Fact]
    public void An_archive_that_is_cut_off_gives_the_images_before_the_break()
    {
        var bytes = File.ReadAllBytes(Archive(isGzip: false, ("c/test_batch.bin", [.. Enumerable.Range(0, 130).SelectMany(i => Record((byte)(i % 10)))])));

        var dataset = Reading.Load(_folder.Write("cut.tar", bytes.AsSpan(0, 512 + (110 * 3073) + 100)));

        dataset.Samples.Should().HaveCount(110);
        dataset.Breaks.Should().ContainSingle().Which.Should().Contain("damaged inside 'c/test_batch.bin'");
    }

    private string Archive(bool isGzip, params (string Name, byte[] Bytes)[] members)
    {
        using var bytes = new MemoryStream();
        using (Stream target = isGzip ? new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true) : bytes)
        using (var tar = new TarWriter(target, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in members)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return _folder.Write(isGzip ? "cifar.tar.gz" : "cifar.tar", bytes.ToArray());
    }

    private static byte[] Record(params byte[] labels) => [.. labels, .. Pictures.Noise(32, 32, 3, labels[0]).Pixels];
}
