using System.Formats.Tar;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using static DatasetGuard.Core.Tests.Datasets.Archives;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class TarDatasetReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TarEntryFormat.Ustar, 90)]
    [InlineData(TarEntryFormat.Pax, 300)]
    [InlineData(TarEntryFormat.Gnu, 300)]
    public void Members_are_read_whatever_the_dialect(TarEntryFormat format, int nameLength)
    {
        var name = $"cat/{new string('n', nameLength)}.png";
        var path = _folder.Write("data.tar", Tar(format, (name, Pictures.Png()), ("dog/2.jpg", Pictures.Jpeg()), ("notes.txt", [1])));

        var dataset = Reading.Load(path);

        dataset.Samples.Select(sample => (sample.Id, Class: dataset.ClassOf(sample), sample.Fault)).Should().Equal((name, "cat", null), ("dog/2.jpg", "dog", null));
        dataset.Ignored.Should().Be(1);
        dataset.Formats.Should().Equal("tar");
    }

    [Fact]
    public void Compressed_archives_are_read()
    {
        var path = _folder.Write("data.tar.gz", Gzip(Tar(TarEntryFormat.Ustar, ("cat/1.png", Pictures.Png()))));

        Reading.Load(path).Samples.Should().ContainSingle().Which.Fault.Should().BeNull();
    }

    [Theory]
    [InlineData("cat/1.png dog/2.png cat/1.cls=dog dog/2.cls=dog", "the class text 'dog', which is another folder")]
    [InlineData("cat/1.png cat/1.cls=zebra dog/2.png", "1 of its images have a class text (.cls) and others in folders, such as 'dog/2.png', have none")]
    [InlineData("cat/1.png cat/1.cls=0 dog/2.png dog/2.cls=1", null)]
    [InlineData("cat/1.png cat/1.cls=cat dog/2.png dog/2.cls=dog", null)]
    [InlineData("part1/1.png part1/1.cls=0 part1/2.png part1/2.cls=1 part2/3.png part2/3.cls=0", null)]
    [InlineData("1.png 1.cls=0 2.png", null)]
    public void Class_texts_that_contradict_the_folders_leave_the_scan_incomplete(string members, string? expected)
    {
        var path = _folder.Write("data.tar", Tar(TarEntryFormat.Pax, [.. members.Split(' ').OrderBy(member => member.Split('=')[0], StringComparer.Ordinal)
            .Select(member => (member.Split('=')[0], member.Contains('=') ? System.Text.Encoding.UTF8.GetBytes(member.Split('=')[1]) : Pictures.Png()))]));

        var breaks = Reading.Load(path).Breaks;

        if (expected is null)
            breaks.Should().BeEmpty();
        else
            breaks.Should().ContainSingle().Which.Should().Contain("says two things about its classes").And.Contain(expected);
    }

    [Fact]
    public void A_path_that_leads_out_is_no_class_and_hides_no_split()
    {
        var path = _folder.Write("data.tar", Tar(TarEntryFormat.Pax, ("train/cat/1.png", Pictures.Png()), ("test/dog/2.png", Pictures.Png()), ("../../3.png", Pictures.Png()), ("/etc/4.png", Pictures.Png())));

        var dataset = Reading.Load(path);

        dataset.Classes.Should().Equal("cat", "dog");
        dataset.Splits.Should().Equal("test", "train");
    }

    [Fact]
    public void A_name_that_is_no_text_is_a_fault_as_others_could_look_the_same()
    {
        var bytes = Tar(TarEntryFormat.Ustar, ("cat/1.png", Pictures.Png()));
        bytes[2] = 0xFE;
        Seal(bytes);

        Reading.All(_folder.Write("data.tar", bytes)).Should().ContainSingle().Which.Fault().Should().Be(new DecodeFault(DecodeFaultKind.Unreadable, "its name is no UTF-8 text"));
    }

    [Fact]
    public void A_cls_member_labels_the_images_of_its_base_name()
    {
        var path = _folder.Write("shard.tar", Tar(
            TarEntryFormat.Ustar,
            ("000.jpg", Pictures.Jpeg()), ("000.cls", "7\n"u8.ToArray()), ("001.cls", "8"u8.ToArray()), ("001.left.jpg", Pictures.Jpeg()), ("001.right.jpg", Pictures.Jpeg()), ("002.jpg", Pictures.Jpeg())));

        var dataset = Reading.Load(path);

        dataset.Samples.Select(sample => (sample.Id, dataset.ClassOf(sample))).Should().Equal(("000.jpg", "7"), ("001.left.jpg", "8"), ("001.right.jpg", "8"), ("002.jpg", null));
    }

    [Fact]
    public void Names_with_dots_do_not_pile_up_in_memory()
    {
        var members = Enumerable.Range(0, 100).Select(i => ($"cat/photo.{i:D3}.png", Pictures.Png())).ToArray();
        var bytes = Tar(TarEntryFormat.Ustar, members);
        var path = _folder.Write("data.tar", bytes.AsSpan(0, bytes.Length / 2));
        var read = new List<RawSample>();

        var readAll = () => read.AddRange(DatasetFormats.Open(path, "tar", DecodeLimits.Default).Read(CancellationToken.None));

        readAll.Should().Throw<DatasetException>();
        read.Should().HaveCountGreaterThan(30, "most were given on before the end was reached");
    }

    [Fact]
    public void Two_members_of_one_name_are_two_samples()
    {
        var path = _folder.Write("data.tar", Tar(TarEntryFormat.Ustar, ("cat/1.png", Pictures.Png(seed: 1)), ("cat/1.png", Pictures.Png(seed: 2))));

        var samples = Reading.Load(path).Samples;

        samples.Select(sample => sample.Id).Should().Equal("cat/1.png", "cat/1.png#2");
        samples.Select(sample => sample.ContentHash).Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("../cat/1.png")]
    [InlineData("cat/../../1.png")]
    [InlineData("/etc/passwd.png")]
    [InlineData("C:/1.png")]
    public void Names_that_lead_out_are_faults(string name) =>
        Reading.All(_folder.Write("data.tar", Tar(TarEntryFormat.Ustar, (name, Pictures.Png())))).Should().ContainSingle()
            .Which.Fault()!.Kind.Should().Be(DecodeFaultKind.UnsafePath);

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, DecodeFaultKind.UnsafePath)]
    [InlineData(TarEntryType.HardLink, DecodeFaultKind.UnsafePath)]
    [InlineData(TarEntryType.Fifo, DecodeFaultKind.Unsupported)]
    public void Links_and_pipes_are_faults(TarEntryType type, DecodeFaultKind expected)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            var entry = new UstarTarEntry(type, "cat/1.png");
            if (type is not TarEntryType.Fifo)
                entry.LinkName = "/etc/passwd";
            tar.WriteEntry(entry);
        }

        Reading.All(_folder.Write("data.tar", bytes.ToArray())).Should().ContainSingle().Which.Fault()!.Kind.Should().Be(expected);
    }

    [Fact]
    public void Members_over_the_byte_limit_and_without_bytes_are_faults()
    {
        var path = _folder.Write("data.tar", Tar(TarEntryFormat.Ustar, ("cat/1.png", new byte[2000]), ("cat/2.png", []), ("cat/3.png", new byte[1000])));

        Reading.All(path, new DecodeLimits { MaxBytes = 1000 }).Select(sample => sample.Fault()?.Kind).Should()
            .Equal(DecodeFaultKind.OverLimit, DecodeFaultKind.Empty, null);
    }

    [Fact]
    public void Two_gigabytes_of_zeros_are_passed_over()
    {
        var path = Path.Combine(_folder.Path, "data.tar");
        var bytes = Tar(TarEntryFormat.Gnu, ("cat/1.png", []), ("cat/2.png", Pictures.Png()));
        const long size = 2L << 30;
        using (var file = File.Create(path))
        {
            DeclareSize(bytes, size);
            file.Write(bytes, 0, 512);
            file.Position = 512 + size;
            file.Write(bytes, 512, bytes.Length - 512);
        }

        Reading.All(path).Select(sample => (sample.Id, sample.Fault()?.Kind)).Should().Equal(("cat/1.png", DecodeFaultKind.OverLimit), ("cat/2.png", null));
    }

    [Fact]
    public void Ten_gigabytes_that_are_holes_are_refused_and_the_next_member_is_found()
    {
        var bytes = Tar(TarEntryFormat.Gnu, ("cat/1.png", new byte[600]), ("cat/2.png", Pictures.Png()));
        bytes[156] = (byte)'S';
        bytes[482] = 1;
        System.Text.Encoding.ASCII.GetBytes("112402762000").CopyTo(bytes, 483);
        Seal(bytes);
        var moreOfTheMap = new byte[512];

        var samples = Reading.All(_folder.Write("data.tar", [.. bytes[..512], .. moreOfTheMap, .. bytes[512..]]));

        samples.Select(sample => (sample.Id, sample.Fault()?.Kind)).Should().Equal(("cat/1.png", DecodeFaultKind.Unsupported), ("cat/2.png", null));
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0, 0, 0, 2, 0x80, 0, 0, 0 }, "cut off")]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, "a member of 9,223,372,036,854,775,807 bytes")]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0 }, "no readable size")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, "no readable size")]
    public void Sizes_from_eight_gigabytes_on_are_read_in_binary(byte[] size, string expected)
    {
        var bytes = Tar(TarEntryFormat.Gnu, ("cat/1.png", []));
        size.CopyTo(bytes, 124);
        Seal(bytes);
        var path = _folder.Write("data.tar", bytes);

        var read = () => DatasetFormats.Open(path, "tar", DecodeLimits.Default).Read(CancellationToken.None).Count();

        read.Should().Throw<DatasetException>().WithMessage($"*{expected}*");
    }

    [Fact]
    public void Attributes_that_rename_all_members_are_refused()
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
            tar.WriteEntry(new PaxGlobalExtendedAttributesTarEntry(new Dictionary<string, string> { ["path"] = "cat/1.png" }));

        Reading.Refusal(_folder.Write("data.tar", bytes.ToArray())).Should().Contain("one name");
    }

    [Theory]
    [InlineData("9 a=b")]
    [InlineData("6 a=bc")]
    [InlineData("99999 a=b\n")]
    [InlineData("5 ab\n")]
    [InlineData("-6 a=b\n")]
    [InlineData("a=b\n")]
    [InlineData("12 size=-1\n")]
    public void Attributes_that_are_damaged_are_refused(string records)
    {
        var bytes = Tar(TarEntryFormat.Ustar, ("x", System.Text.Encoding.ASCII.GetBytes(records)));
        bytes[156] = (byte)'x';
        Seal(bytes);

        Reading.Refusal(_folder.Write("data.tar", bytes)).Should().Contain("attributes");
    }

    [Fact]
    public void A_member_that_declares_ten_gigabytes_it_has_not_is_a_damaged_archive()
    {
        var bytes = Tar(TarEntryFormat.Gnu, ("cat/1.png", []), ("cat/2.png", Pictures.Png()));
        DeclareSize(bytes, 7_999_999_999);

        Reading.Refusal(_folder.Write("data.tar", bytes)).Should().Contain("damaged").And.Contain("cut off");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(512)]
    [InlineData(700)]
    [InlineData(1024)]
    [InlineData(1100)]
    [InlineData(2600)]
    public void An_archive_that_is_cut_off_is_refused(int length)
    {
        var bytes = Tar(TarEntryFormat.Ustar, ("cat/1.png", new byte[300]), ("cat/notes.txt", new byte[3000]));

        Reading.Refusal(_folder.Write("data.tar", bytes.AsSpan(0, length))).Should().Contain("cut off");
        Reading.Refusal(_folder.Write("data.tar.gz", Gzip(bytes[..length])), format: "tar").Should().Contain("cut off");
    }

    [Fact]
    public void What_stands_behind_the_end_mark_is_not_passed_over()
    {
        var bytes = Tar(TarEntryFormat.Ustar, ("cat/1.png", Pictures.Png()));

        Reading.Refusal(_folder.Write("data.tar", [.. bytes, .. bytes])).Should().Contain("joined");
        Reading.All(_folder.Write("padded.tar", [.. bytes, .. new byte[10_240]])).Should().ContainSingle();
    }

    [Fact]
    public void A_header_without_a_checksum_does_not_end_the_archive_early()
    {
        var bytes = Tar(TarEntryFormat.Ustar, ("cat/1.png", Pictures.Png()), ("cat/2.png", Pictures.Png()));
        bytes.AsSpan(bytes.Length - 1024 - 1024 + 148, 8).Clear();

        Reading.Refusal(_folder.Write("data.tar", bytes)).Should().Contain("no checksum");
    }

    [Theory]
    [InlineData("cat/a\nb.png")]
    [InlineData("cat/a\n99 path=x.png")]
    public void A_name_with_a_line_break_does_not_end_the_archive(string name)
    {
        var path = _folder.Write("data.tar", Tar(TarEntryFormat.Pax, (name, Pictures.Png()), ("cat/2.png", Pictures.Png())));

        Reading.All(path).Select(sample => sample.Id).Should().Equal(name, "cat/2.png");
    }

    [Fact]
    public void An_empty_archive_has_no_samples_and_an_empty_file_is_refused()
    {
        Reading.All(_folder.Write("empty.tar", new byte[10_240])).Should().BeEmpty();
        Reading.Refusal(_folder.Write("nothing.tar", [])).Should().Contain("no bytes");
    }

    [Fact]
    public void A_damaged_archive_is_read_or_refused_and_nothing_else()
    {
        var good = Tar(TarEntryFormat.Pax, ("cat/1.png", Pictures.Png()), ($"cat/{new string('x', 200)}.png", Pictures.Png()), ("cat/2.cls", "1"u8.ToArray()));
        var random = new Random(3);
        var refused = 0;
        for (var i = 0; i < 150; i++)
        {
            var bytes = good.ToArray();
            for (var k = 0; k < 4; k++)
                bytes[(random.Next(bytes.Length / 512) * 512) + random.Next(random.Next(2) == 0 ? 160 : 512)] = (byte)random.Next(256);

            refused += IsRefused(_folder.Write("data.tar", bytes)) ? 1 : 0;
        }

        refused.Should().BeInRange(15, 150);
    }

    private static bool IsRefused(string path)
    {
        try
        {
            return Reading.Load(path).Breaks.Count > 0;
        }
        catch (DatasetException)
        {
            return true;
        }
    }

    /// <summary>Sets the size of the first member and makes its checksum right again.</summary>
    private static void DeclareSize(byte[] archive, long size)
    {
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0')).CopyTo(archive, 124);
        Seal(archive);
    }

    /// <summary>Makes the checksum of the first header right again.</summary>
    private static void Seal(byte[] archive)
    {
        archive.AsSpan(148, 8).Fill((byte)' ');
        var sum = archive.Take(512).Sum(value => value);
        System.Text.Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(archive, 148);
    }

    [Fact]
    public void Reading_stops_in_the_middle_of_a_member_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        var tar = new TarArchive(new MemoryStream(Tar(TarEntryFormat.Ustar, ("cat/1.png", new byte[200_000]))), source.Token);
        tar.Next().Should().NotBeNull();
        tar.Read(new byte[1000]);
        source.Cancel();

        var next = () => tar.Next();

        next.Should().Throw<OperationCanceledException>();
    }
}
