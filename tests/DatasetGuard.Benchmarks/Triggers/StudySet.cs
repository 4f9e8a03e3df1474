using System.Collections.Concurrent;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Benchmarks.Triggers;

/// <summary>A dataset held in memory, so that many poisoned copies can be made of it.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Images">Decoded pixels.</param>
/// <param name="Labels">Class of each image, as an index into <paramref name="Classes"/>.</param>
/// <param name="Classes">Names in ordinal order.</param>
internal sealed record StudySet(string Name, IReadOnlyList<PixelBuffer> Images, IReadOnlyList<int> Labels, IReadOnlyList<string> Classes)
{
    public static StudySet Load(string name, IReadOnlyList<string> paths)
    {
        var raw = paths.SelectMany(path => DatasetFormats.Open(path, "auto", DecodeLimits.Default).Read(default)).ToArray();
        var decoded = new ConcurrentDictionary<int, PixelBuffer>();
        Parallel.ForEach(Enumerable.Range(0, raw.Length), i =>
        {
            if (Decode(raw[i].Content) is { } pixels)
                decoded[i] = pixels;
        });

        var kept = Enumerable.Range(0, raw.Length).Where(decoded.ContainsKey).OrderBy(i => raw[i].Id, StringComparer.Ordinal).ToArray();
        var labels = kept.Select(i => raw[i].Label ?? raw[i].Id.Split('/')[0]).ToArray();
        string[] classes = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        return new StudySet(name, [.. kept.Select(i => decoded[i])], [.. labels.Select(label => Array.IndexOf(classes, label))], classes);
    }

    /// <summary>The images at these positions, with all classes.</summary>
    public StudySet Take(string name, IEnumerable<int> positions)
    {
        var kept = positions.ToArray();
        return new StudySet(name, [.. kept.Select(i => Images[i])], [.. kept.Select(i => Labels[i])], Classes);
    }

    private static PixelBuffer? Decode(SampleContent content)
    {
        if (content is SampleContent.Raw raw)
            return raw.Pixels;
        if (content is not SampleContent.InMemory memory)
            return null;

        var fault = new ImageDecoder(DecodeLimits.Default).Decode(memory.Bytes.Span, out var pixels, out _);
        return fault is null ? pixels!.Clone() : null;
    }
}
