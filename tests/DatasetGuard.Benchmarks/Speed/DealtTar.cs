using System.Formats.Tar;
using System.Globalization;
using DatasetGuard.RedTeam;
using SkiaSharp;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>A temporary archive with the images of other ones, dealt at random into many classes.</summary>
internal sealed class DealtTar : IDisposable
{
    private const int Quality = 92;

    /// <summary>So that no corner is empty when the picture is turned.</summary>
    private const float Enlarged = 1.4f;

    /// <param name="sources">Archives of images.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="perClass">Images of each. Where the archives have fewer, they come again as JPEGs, turned and moved.</param>
    public DealtTar(IEnumerable<string> sources, int classes, int perClass)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"datasetguard-dealt-{classes}-{perClass}-{Environment.ProcessId}.tar");
        var images = sources.SelectMany(Images).ToArray();
        SplitMix64.For(1, "dealt classes").Shuffle(images.AsSpan());
        using var writer = new TarWriter(File.Create(Path));
        for (var i = 0; i < classes * perClass; i++)
        {
            var image = images[i % images.Length];
            var name = string.Create(CultureInfo.InvariantCulture, $"class-{i % classes:D5}/{i:D6}.jpg");
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(i < images.Length ? image : Moved(image, i / images.Length)) });
        }
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);

    private static IEnumerable<byte[]> Images(string source)
    {
        using var reader = new TarReader(File.OpenRead(source));
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null)
                continue;

            using var content = new MemoryStream();
            entry.DataStream.CopyTo(content);
            yield return content.ToArray();
        }
    }

    private static byte[] Moved(byte[] image, int copy)
    {
        using var source = SKBitmap.Decode(image);
        using var surface = SKSurface.Create(new SKImageInfo(source.Width, source.Height));
        surface.Canvas.Scale(copy % 2 == 1 ? -Enlarged : Enlarged, Enlarged, source.Width / 2f, source.Height / 2f);
        surface.Canvas.RotateDegrees(5 * copy, source.Width / 2f, source.Height / 2f);
        surface.Canvas.DrawBitmap(source, copy, 0);
        using var moved = surface.Snapshot();
        using var encoded = moved.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded.ToArray();
    }
}
