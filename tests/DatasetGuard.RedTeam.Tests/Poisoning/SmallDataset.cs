using System.Buffers.Binary;
using System.Formats.Tar;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Poisoning;

namespace DatasetGuard.RedTeam.Tests.Poisoning;

/// <summary>Tiny datasets in real files, and what the poisoner made of them.</summary>
internal static class SmallDataset
{
    public static byte[] Png(int seed, int channels = 3) => ImageEncoder.EncodePng(Images.Noise(12, 12, channels, seed));

    /// <summary>Ten images in each of the classes a, b and c.</summary>
    public static Dictionary<string, byte[]> ThreeClasses(string prefix = "") =>
        Enumerable.Range(0, 30).ToDictionary(i => $"{prefix}{"abc"[i % 3]}/{i:D3}.png", i => Png(i));

    public static void WriteFolder(string folder, IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        foreach (var (path, bytes) in files)
        {
            var full = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, bytes);
        }
    }

    public static void WriteTar(string path, IEnumerable<KeyValuePair<string, byte[]>> members)
    {
        using var file = File.Create(path);
        using var tar = new TarWriter(file, TarEntryFormat.Gnu);
        foreach (var (name, bytes) in members)
            tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
    }

    public static void WriteIdx(string folder, string name, IReadOnlyList<PixelBuffer> images, byte[] labels)
    {
        Directory.CreateDirectory(folder);
        var header = new byte[16];
        int[] sizes = [0x803, images.Count, images[0].Height, images[0].Width];
        for (var i = 0; i < 4; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 * i), sizes[i]);

        File.WriteAllBytes(Path.Combine(folder, $"{name}-images-idx3-ubyte"), [.. header, .. images.SelectMany(image => image.Data)]);
        BinaryPrimitives.WriteInt32BigEndian(header, 0x801);
        File.WriteAllBytes(Path.Combine(folder, $"{name}-labels-idx1-ubyte"), [.. header[..8], .. labels]);
    }

    public static PoisonReport Poison(string dataset, string output, PoisonOptions options) =>
        DatasetPoisoner.Poison(dataset, "auto", output, options, SilentProgress.Instance, default);

    /// <summary>Every file by its path with <c>/</c>, without <c>poison.csv</c>.</summary>
    public static Dictionary<string, byte[]> ReadFolder(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => (Name: Path.GetRelativePath(folder, path).Replace('\\', '/'), Path: path))
        .Where(file => file.Name != "poison.csv")
        .ToDictionary(file => file.Name, file => File.ReadAllBytes(file.Path));

    public static PixelBuffer Decode(byte[] encoded)
    {
        new ImageDecoder(DecodeLimits.Default).Decode(encoded, out var pixels, out _).Should().BeNull();
        return pixels!.Clone();
    }
}
