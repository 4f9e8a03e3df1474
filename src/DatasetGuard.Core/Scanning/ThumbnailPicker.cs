using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using SkiaSharp;

namespace DatasetGuard.Core.Scanning;

/// <summary>Encodes the pictures of flagged samples while their pixels are still there, within a limit of bytes.</summary>
/// <remarks>
/// In rounds, the gravest findings first in each: a few pictures of every finding come before more of the first. The order is that of the
/// findings, so the same scan keeps the same pictures. Where they are small there is room for all of thousands.
/// </remarks>
internal sealed class ThumbnailPicker(ViewStore views)
{
    /// <summary>Of all pictures together. In text they take a third more.</summary>
    private const int MaxBytes = 3_500_000;

    /// <summary>The same for what goes beyond a good look at each finding: the map, the names and the copy of the JSON need room as well.</summary>
    private const int MaxBytesOfMany = 1_500_000;

    private const int Many = 5_000;

    private const int JpegQuality = 82;

    /// <summary>How many pictures a finding has after each round.</summary>
    private static readonly int[] Rounds = [8, 24, 60];

    private readonly Dictionary<string, Thumbnail> _kept = new(StringComparer.Ordinal);
    private int _bytes;

    public static Thumbnails Pick(Dataset dataset, ViewStore views, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        var picker = new ThumbnailPicker(views);
        var typical = TypicalSamples.ByClass(dataset, findings);
        foreach (var sample in typical.Values.SelectMany(samples => samples))
            picker.Keep(sample);

        foreach (var count in Rounds)
        {
            foreach (var finding in findings)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var flagged in finding.Samples.Take(count))
                    picker.Keep(flagged.Sample);
            }
        }

        foreach (var flagged in findings.SelectMany(finding => finding.Samples.Take(Many)).TakeWhile(_ => picker._bytes < MaxBytesOfMany))
        {
            cancellationToken.ThrowIfCancellationRequested();
            picker.Keep(flagged.Sample);
        }

        return new Thumbnails(picker._kept, typical);
    }

    private void Keep(Sample sample)
    {
        if (_bytes >= MaxBytes || sample.Facts is not { } facts || _kept.ContainsKey(sample.Id))
            return;

        if (Read(sample) is not { } pixels)
            return;

        // A trigger of one pixel must not be lost in the compression of a picture that has every pixel.
        var isNative = ImageViews.IsNative(facts);
        var bytes = isNative ? ImageEncoder.EncodePng(pixels) : ImageEncoder.Encode(pixels, map => map.Encode(SKEncodedImageFormat.Jpeg, JpegQuality));
        _kept.Add(sample.Id, new Thumbnail(isNative ? "image/png" : "image/jpeg", bytes, facts.Width, facts.Height, isNative));
        _bytes += bytes.Length;
    }

    private PixelBuffer? Read(Sample sample)
    {
        try
        {
            return views.ReadStored(sample);
        }
        catch (InvalidDataException)
        {
            // An entry of the cache is damaged: the scanner knows, and scans again without the cache.
            return null;
        }
    }
}
