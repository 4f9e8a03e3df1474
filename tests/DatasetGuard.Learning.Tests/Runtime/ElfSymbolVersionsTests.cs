using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Learning.Tests.Runtime;

public sealed class ElfSymbolVersionsTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void The_named_version_is_marked_once_and_nothing_else_changes()
    {
        var library = ReadLibrary();
        var marked = library.ToArray();

        ElfSymbolVersions.MarkWeak(marked, Version).Should().Be(1);

        var changed = Enumerable.Range(0, library.Length).Where(i => library[i] != marked[i]).ToArray();
        changed.Should().ContainSingle();
        (library[changed[0]], marked[changed[0]]).Should().Be(((byte)0, (byte)2));
    }

    [Fact]
    public void A_version_that_nobody_asks_for_changes_nothing()
    {
        var library = ReadLibrary();
        var same = library.ToArray();

        ElfSymbolVersions.MarkWeak(same, "GLIBCXX_9.9").Should().Be(0);

        same.AsSpan().SequenceEqual(library).Should().BeTrue();
    }

    [Fact]
    public void A_library_made_by_hand_is_marked()
    {
        var library = SmallLibrary();

        ElfSymbolVersions.MarkWeak(library, "V2").Should().Be(1);

        library[FlagsOfV2].Should().Be(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(63)]
    public void What_is_no_library_is_refused(int length)
    {
        var mark = () => ElfSymbolVersions.MarkWeak(SmallLibrary().AsSpan(0, length), Version);

        mark.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void A_library_that_is_cut_off_anywhere_is_refused_or_read()
    {
        var library = SmallLibrary();

        for (var length = 0; length <= library.Length; length++)
            IsRefused(library.AsSpan(0, length).ToArray()).Should().Be(length < library.Length);
    }

    [Fact]
    public void A_damaged_library_is_refused_or_read()
    {
        ElfBytes.CountRefused(SmallLibrary(), IsRefused).Should().BeInRange(200, 4_000);
    }

    [Fact]
    public void A_table_that_leads_in_a_circle_is_refused()
    {
        var library = SmallLibrary();
        library.Write32(64 + 44, int.MaxValue);
        library.Write16(192 + 2, ushort.MaxValue);
        library.Write32(192 + 12, unchecked((uint)-16));

        IsRefused(library).Should().BeTrue();
    }

    private const int FlagsOfV2 = 192 + 16 + 16 + 4;

    /// <summary>Header, two sections at 64 (versions, names), the needs at 192 with two entries, the names at 240.</summary>
    private static byte[] SmallLibrary()
    {
        var library = ElfBytes.Create(246);
        library.Write32(64 + 4, 0x6FFF_FFFE);
        library.Write64(64 + 24, 192);
        library.Write32(64 + 40, 1);
        library.Write32(64 + 44, 1);
        library.Write64(128 + 24, 240);
        library.Write16(192 + 2, 2);
        library.Write32(192 + 8, 16);
        library.Write32(208 + 12, 16);
        library.Write32(224 + 8, 3);
        "V1\0V2\0"u8.CopyTo(library.AsSpan(240));
        return library;
    }

    private static bool IsRefused(byte[] library)
    {
        try
        {
            ElfSymbolVersions.MarkWeak(library, "V2");
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static byte[] ReadLibrary() => File.ReadAllBytes(Natives.TorchSharp());
}
