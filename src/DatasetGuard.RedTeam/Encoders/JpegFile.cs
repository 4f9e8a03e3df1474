using System.Buffers.Binary;

namespace DatasetGuard.RedTeam.Encoders;

/// <summary>The segments of a JPEG file up to its first scan (ITU-T T.81, annex B).</summary>
internal sealed class JpegFile
{
    public const byte StartOfFrame = 0xC0;
    public const byte HuffmanTables = 0xC4;
    public const byte StartOfScan = 0xDA;
    public const byte RestartInterval = 0xDD;

    private const byte LastFrame = 0xCF;
    private const byte Comment = 0xFE;
    private const byte Exif = 0xE1;
    private const byte Adobe = 0xEE;
    private const int AdobeTransform = 11;

    private JpegFile(byte[] bytes, List<Segment> segments, int scan) => (Bytes, Segments, Scan) = (bytes, segments, scan);

    public byte[] Bytes { get; }

    /// <summary>In the order of the file; the last one is the header of the scan.</summary>
    public IReadOnlyList<Segment> Segments { get; }

    /// <summary>Where the compressed data begin.</summary>
    public int Scan { get; }

    /// <returns>Null where the segments do not lead to a scan.</returns>
    public static JpegFile? Read(byte[] bytes)
    {
        var segments = new List<Segment>();
        for (var at = 2; at + 4 <= bytes.Length;)
        {
            // Markers may be filled up with any number of FF bytes.
            if (bytes[at] != 0xFF || bytes[at + 1] is 0xFF or 0x00 or 0x01)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 2));
            if (length < 2 || at + 2 + length > bytes.Length)
                return null;

            segments.Add(new Segment(bytes[at + 1], bytes.AsMemory(at + 4, length - 2)));
            at += 2 + length;
            if (segments[^1].Marker == StartOfScan)
                return new JpegFile(bytes, segments, at);
        }

        return null;
    }

    public Segment? Find(byte marker) => Segments.FirstOrDefault(segment => segment.Marker == marker);

    /// <summary>One frame of sequential coding with Huffman tables and eight bits.</summary>
    public bool IsBaseline => Segments.Where(segment => segment.IsFrame).Select(segment => segment.Marker).SequenceEqual([StartOfFrame]) && Find(RestartInterval) is null;

    /// <summary>What says something about the picture and nothing about its coding, with an orientation that is no longer to be applied.</summary>
    public IEnumerable<Segment> Metadata => Segments
        .Where(segment => segment.Marker is >= 0xE0 and <= 0xEF or Comment && !IsForeignColour(segment))
        .Select(segment => segment.Marker == Exif ? segment with { Data = ExifOrientation.Reset(segment.Data.Span) } : segment);

    /// <summary>Adobe's segment names the colours of the data; ours are Y, Cb and Cr (1), whatever they were.</summary>
    private static bool IsForeignColour(Segment segment) =>
        segment.Marker == Adobe && (segment.Data.Length <= AdobeTransform || segment.Data.Span[AdobeTransform] != 1);

    /// <param name="Marker">The second byte of the marker.</param>
    /// <param name="Data">Behind the length.</param>
    internal sealed record Segment(byte Marker, ReadOnlyMemory<byte> Data)
    {
        /// <summary>Frame headers are C0 to CF but for the tables C4 and CC and the extension C8.</summary>
        public bool IsFrame => Marker is >= StartOfFrame and <= LastFrame and not (HuffmanTables or 0xC8 or 0xCC);
    }
}
