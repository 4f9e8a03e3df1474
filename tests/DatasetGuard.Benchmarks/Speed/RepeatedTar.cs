using System.Formats.Tar;
using SkiaSharp;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>A temporary archive that holds the images of another one several times, under other names.</summary>
internal sealed class RepeatedTar : IDisposable
{
    private const int Quality = 90;

    /// <param name="source">An archive of images.</param>
    /// <param name="copies">Of each image.</param>
    /// <param name="longerSide">Of the images, which then become JPEGs of that size; null to leave them as they are.</param>
    public RepeatedTar(string source, int copies, int? longerSide = null)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"datasetguard-photos-{longerSide}-{copies}-{Environment.ProcessId}.tar");
        using var writer = new TarWriter(File.Create(Path));
        for (var copy = 0; copy < copies; copy++)
        {
            using var reader = new TarReader(File.OpenRead(source));
            while (reader.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is null)
                    continue;

                var slash = entry.Name.LastIndexOf('/') + 1;
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{entry.Name[..slash]}{copy}-{entry.Name[slash..]}") { DataStream = longerSide is { } side ? Scaled(entry.DataStream, side) : entry.DataStream });
                Count++;
            }
        }
    }

    public string Path { get; }

    public int Count { get; }

    public void Dispose() => File.Delete(Path);

    private static MemoryStream Scaled(Stream image, int longerSide)
    {
        using var source = SKBitmap.Decode(image);
        var scale = (double)longerSide / Math.Max(source.Width, source.Height);
        using var scaled = source.Resize(new SKImageInfo((int)Math.Round(source.Width * scale), (int)Math.Round(source.Height * scale)), new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var encoded = scaled.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return new MemoryStream(encoded.ToArray());
    }
}
