using System.Buffers.Binary;
using DatasetGuard.Tests;

namespace DatasetGuard.Learning.Tests.Runtime;

/// <summary>The bytes of a 64-bit little-endian ELF library with a table of two sections, at 64 and at 128; the rest is what a test writes.</summary>
internal static class ElfBytes
{
    public static byte[] Create(int length)
    {
        var library = new byte[length];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1 }.CopyTo(library, 0);
        library.Write64(0x28, 64);
        library.Write16(0x3A, 64);
        library.Write16(0x3C, 2);
        return library;
    }

    public static void Write16(this byte[] library, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan(at), value);

    public static void Write32(this byte[] library, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(library.AsSpan(at), value);

    public static void Write64(this byte[] library, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(library.AsSpan(at), value);

    /// <summary>How many of 4,000 damaged copies a reader refuses. It must read or refuse each of them soon.</summary>
    public static int CountRefused(byte[] library, Func<byte[], bool> isRefused)
    {
        var random = new Random(5);
        var refused = 0;
        for (var i = 0; i < 4_000; i++)
        {
            var damaged = library.ToArray();
            for (var k = random.Next(1, 5); k > 0; k--)
                damaged[random.Next(damaged.Length)] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };

            refused += Patience.Await(() => isRefused(damaged)) ? 1 : 0;
        }

        return refused;
    }
}
