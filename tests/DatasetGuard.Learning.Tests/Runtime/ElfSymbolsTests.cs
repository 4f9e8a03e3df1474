using System.Runtime.InteropServices;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Learning.Tests.Runtime;

public sealed class ElfSymbolsTests
{
    [Fact]
    public void Names_lie_where_the_loader_finds_them()
    {
        var path = Natives.C10();
        var library = File.ReadAllBytes(path);
        var handle = NativeLibrary.Load(path);
        var starts = new[] { "_ZN3c1011initLoggingEv", "_ZN3c105ErrorC1ENS_14SourceLocationENSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE" }
            .Select(name => NativeLibrary.GetExport(handle, name) - ElfSymbols.Find(library, name)!.Value).ToArray();

        starts[0].Should().Be(starts[1]);
        (starts[0] % 4096).Should().Be(0, "libraries start with a page");
    }

    [Fact]
    public void A_name_may_be_the_end_of_a_longer_one() =>
        (ElfSymbols.Find(SmallLibrary(), "name"), ElfSymbols.Find(SmallLibrary(), "surname")).Should().Be((0x1234, 0x5678));

    [Fact]
    public void What_has_no_such_name_or_no_table_is_said()
    {
        var library = SmallLibrary();
        ElfSymbols.Find(library, "names").Should().BeNull();
        ElfSymbols.Find(library, "urname").Should().BeNull("a string, but no symbol's");

        library.Write16(0x3C, 0);
        ElfSymbols.Find(library, "name").Should().BeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(63)]
    public void What_is_no_library_is_refused(int length) => IsRefused(SmallLibrary()[..length]).Should().BeTrue();

    [Fact]
    public void A_library_that_is_cut_off_anywhere_is_refused()
    {
        var library = SmallLibrary();

        for (var length = 0; length < library.Length; length++)
            IsRefused(library[..length]).Should().BeTrue();
    }

    [Fact]
    public void A_damaged_library_is_refused_or_read()
    {
        ElfBytes.CountRefused(SmallLibrary(), IsRefused).Should().BeInRange(200, 4_000);
    }

    /// <summary>Header, two sections at 64 (symbols, names), two symbols at 192, the names at 240: "name" is the end of "surname".</summary>
    private static byte[] SmallLibrary()
    {
        var library = ElfBytes.Create(249);
        library.Write32(64 + 4, 2);
        library.Write64(64 + 24, 192);
        library.Write64(64 + 32, 48);
        library.Write32(64 + 40, 1);
        library.Write64(128 + 24, 240);
        library.Write64(128 + 32, 9);
        library.Write32(192, 4);
        library.Write64(192 + 8, 0x1234);
        library.Write32(216, 1);
        library.Write64(216 + 8, 0x5678);
        "\0surname\0"u8.CopyTo(library.AsSpan(240));
        return library;
    }

    private static bool IsRefused(byte[] library)
    {
        try
        {
            ElfSymbols.Find(library, "name");
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}
