using System.Runtime.CompilerServices;

namespace DatasetGuard.Core.Imaging;

/// <summary>Reads the segments of a JPEG file before its first scan (ITU-T T.81, annex B).</summary>
internal static class JpegHeader
{
    private const byte HuffmanTables = 0xC4;
    private const byte StartOfScan = 0xDA;
    private const byte QuantisationTables = 0xDB;
    private const byte RestartInterval = 0xDD;
    private const byte App0 = 0xE0;
    private const byte App1 = 0xE1;
    private const byte App15 = 0xEF;
    private const byte Comment = 0xFE;

    /// <summary>Symbols of the standard table for AC coefficients (annex K.3.3): a table made for a picture has fewer.</summary>
    private const int StandardSymbols = 162;

    /// <summary>Frame header: precision, height, width, number of components; then three bytes a component.</summary>
    private const int FrameHeaderLength = 6;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static EncodingFacts Read(ReadOnlySpan<byte> jpeg)
    {
        var hash = new Fnv1a();
        var (quality, sampling, options, hasPosition) = ((byte)0, (byte)0, EncoderOptions.None, false);
        var position = 2;
        while (JpegSegments.TryNext(jpeg, ref position, out var marker, out var data) && marker != StartOfScan)
        {
            switch (marker)
            {
                case QuantisationTables:
                    hash.Add(data);
                    if (data.Length > JpegQuantisation.TableLength && data[0] == 0)
                        quality = (byte)JpegQuantisation.QualityOf(data.Slice(1, JpegQuantisation.TableLength));
                    break;
                case HuffmanTables when HasShortTable(data):
                    options |= EncoderOptions.Optimised;
                    break;
                case 0xC0 or 0xC1 or 0xC2 when data.Length >= FrameHeaderLength + 3:
                    hash.Add(data[0]);
                    hash.Add(data[(FrameHeaderLength - 1)..]);
                    sampling = data[FrameHeaderLength + 1];
                    options |= marker == 0xC2 ? EncoderOptions.Interlaced : EncoderOptions.None;
                    break;
                case App1 when data.StartsWith(ExifName):
                    options |= EncoderOptions.Exif;
                    hasPosition |= ExifPosition.IsIn(data[ExifName.Length..]);
                    break;
                case (>= App0 and <= App15) or Comment or RestartInterval:
                    hash.Add(marker);
                    break;
            }
        }

        return new EncodingFacts
        {
            Length = jpeg.Length,
            Fingerprint = new EncoderFingerprint(ImageEncoding.Jpeg, quality, sampling, options, hash.Value),
            HasPosition = hasPosition,
        };
    }

    /// <summary>A segment holds tables one after another: class and number, 16 counts of symbols by length, the symbols.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool HasShortTable(ReadOnlySpan<byte> tables)
    {
        while (tables.Length >= 17)
        {
            var symbols = 0;
            foreach (var count in tables.Slice(1, 16))
                symbols += count;

            var isForAc = tables[0] >> 4 == 1;
            if (isForAc && symbols < StandardSymbols)
                return true;

            tables = tables[Math.Min(tables.Length, 17 + symbols)..];
        }

        return false;
    }
}
