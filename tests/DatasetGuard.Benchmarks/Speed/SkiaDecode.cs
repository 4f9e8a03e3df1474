using System.Collections.Concurrent;
using System.Formats.Tar;
using SkiaSharp;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>Decodes every image of an archive with SkiaSharp and nothing else: what a scan of photographs is compared with.</summary>
internal static class SkiaDecode
{
    public static int Run(string path, int threads)
    {
        using var reader = new TarReader(File.OpenRead(path));
        var source = Partitioner.Create(Files(reader), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(source, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => Array.Empty<byte>(), (bytes, _, pixels) =>
        {
            using var data = SKData.CreateCopy(bytes);
            using var codec = SKCodec.Create(data);
            var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
            if (pixels.Length < info.BytesSize)
                pixels = new byte[info.BytesSize];

            unsafe
            {
                fixed (byte* target = pixels)
                    codec.GetPixels(info, (nint)target);
            }

            return pixels;
        }, _ => { });
        return 0;
    }

    private static IEnumerable<byte[]> Files(TarReader reader)
    {
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is not { } stream)
                continue;

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return bytes;
        }
    }
}
