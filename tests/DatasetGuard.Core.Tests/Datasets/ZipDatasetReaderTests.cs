using System.Buffers.Binary;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class ZipDatasetReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Members_are_read_as_a_folder_of_images()
    {
        var path = _folder.Write("data.zip", NpyArrays.Zip(
            ("my/", []), ("my/cat/1.png", Pictures.Png()), ("my/dog/2.jpg", Pictures.Jpeg()), ("my/README.md", [1]), ("__MACOSX/my/cat/._1.png", [0, 5, 0x16, 7])));

        var dataset = Reading.Load(path);

        dataset.Formats.Should().Equal("zip");
        dataset.Samples.Select(sample => (sample.Id, dataset.ClassOf(sample), sample.Fault)).Should().Equal(("my/cat/1.png", "cat", null), ("my/dog/2.jpg", "dog", null));
        dataset.Ignored.Should().Be(2);
    }

    [Theory]
    [InlineData("../1.png")]
    [InlineData("cat/../../1.png")]
    [InlineData("/etc/1.png")]
    [InlineData("C:\\1.png")]
    public void Names_that_lead_out_are_faults(string name) =>
        Reading.All(_folder.Write("data.zip", NpyArrays.Zip((name, Pictures.Png())))).Should().ContainSingle().Which.Fault()!.Kind.Should().Be(DecodeFaultKind.UnsafePath);

    [Fact]
    public void A_name_that_is_no_text_is_a_fault()
    {
        var bytes = NpyArrays.Zip(("cat/1.png", Pictures.Png()));
        for (int at; (at = bytes.AsSpan().IndexOf("cat/"u8)) >= 0;)
            bytes[at + 2] = 0xFE;

        Reading.All(_folder.Write("data.zip", bytes)).Should().ContainSingle().Which.Fault()!.Kind.Should().Be(DecodeFaultKind.Unreadable);
    }

    [Fact]
    public void Links_are_faults()
    {
        var bytes = NpyArrays.Zip(("cat/1.png", "/etc/passwd"u8.ToArray()));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Directory(bytes) + 38), 0xA1FF0000);

        Reading.All(_folder.Write("data.zip", bytes)).Should().ContainSingle().Which.Fault()!.Kind.Should().Be(DecodeFaultKind.UnsafePath);
    }

    [Fact]
    public void Members_over_the_limit_without_bytes_or_with_false_sizes_are_faults()
    {
        var bytes = NpyArrays.Zip(("cat/1.png", new byte[2000]), ("cat/2.png", []), ("cat/3.png", new byte[900]), ("cat/4.png", new byte[900]));
        var third = Directory(bytes, 2);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(third + 24), 800);

        Reading.All(_folder.Write("data.zip", bytes), new DecodeLimits { MaxBytes = 1000 }).Select(sample => sample.Fault()?.Kind).Should()
            .Equal(DecodeFaultKind.OverLimit, DecodeFaultKind.Empty, DecodeFaultKind.Corrupt, null);
    }

    [Fact]
    public void A_bomb_that_says_it_is_small_is_a_fault()
    {
        var bytes = NpyArrays.Zip(("cat/1.png", new byte[50_000_000]), ("cat/2.png", Pictures.Png()));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Directory(bytes) + 24), 500);

        Reading.All(_folder.Write("data.zip", bytes), new DecodeLimits { MaxBytes = 1_000_000 }).Select(sample => sample.Fault()?.Kind).Should()
            .Equal(DecodeFaultKind.Corrupt, null);
    }

    [Fact]
    public void Members_that_share_their_bytes_are_a_bomb()
    {
        var bytes = NpyArrays.Zip(("cat/1.png", Pictures.Png(40, 40)), ("cat/2.png", [1]));
        var (first, second) = (Directory(bytes), Directory(bytes, 1));
        bytes.AsSpan(first + 16, 12).CopyTo(bytes.AsSpan(second + 16));
        bytes.AsSpan(first + 42, 4).CopyTo(bytes.AsSpan(second + 42));
        var archive = bytes.ToArray();

        // Ten shared members, each as large as the archive itself.
        BinaryPrimitives.WriteInt32LittleEndian(archive.AsSpan(first + 20), archive.Length - 10);
        BinaryPrimitives.WriteInt32LittleEndian(archive.AsSpan(second + 20), archive.Length - 10);

        Reading.Refusal(_folder.Write("data.zip", archive), format: "zip").Should().Contain("overlap");
    }

    [Fact]
    public void Damaged_data_of_one_member_leave_the_others()
    {
        var bytes = NpyArrays.Zip(("cat/1.png", Pictures.Png(40, 40)), ("cat/2.png", Pictures.Png()));
        bytes.AsSpan(30 + "cat/1.png".Length, 8).Fill(0xFF);

        Reading.All(_folder.Write("data.zip", bytes)).Select(sample => sample.Fault()?.Kind).Should().Equal(DecodeFaultKind.Corrupt, null);
    }

    [Fact]
    public void An_archive_that_is_cut_off_is_refused()
    {
        var bytes = NpyArrays.Zip(("cat/1.png", Pictures.Png()), ("cat/2.png", Pictures.Png()));

        Reading.Refusal(_folder.Write("data.zip", bytes.AsSpan(0, bytes.Length - 30))).Should().Contain("data.zip");
    }

    /// <summary>Place of a member's header in the archive's directory.</summary>
    private static int Directory(byte[] archive, int member = 0)
    {
        var at = archive.AsSpan().IndexOf("PK\u0001\u0002"u8);
        for (; member > 0; member--)
            at += 4 + archive.AsSpan(at + 4).IndexOf("PK\u0001\u0002"u8);

        return at;
    }
}
