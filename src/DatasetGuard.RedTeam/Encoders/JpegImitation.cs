using System.Buffers.Binary;

namespace DatasetGuard.RedTeam.Encoders;

/// <summary>Makes a baseline JPEG file of our encoder look as if the encoder of another file had written it. No coefficient changes.</summary>
/// <remarks>
/// The metadata of the other file are taken over, and its Huffman tables, when they are standard ones or have all codes that are needed:
/// most encoders use those of ITU-T T.81, annex K.3, where SkiaSharp makes tables for each picture. Progressive files, restart intervals
/// and files with other components cannot be imitated so; then only the metadata are.
/// </remarks>
internal static class JpegImitation
{
    private const int EndOfBlock = 0;
    private const int Coefficients = 64;

    /// <param name="ours">A file of our own encoder, of which nothing but its coding is kept.</param>
    /// <param name="other">Any file that was decoded.</param>
    public static byte[] Of(byte[] ours, byte[] other)
    {
        if (JpegFile.Read(ours) is not { } encoded || JpegFile.Read(other) is not { } original)
            return ours;

        var scan = encoded.IsBaseline && original.IsBaseline && original.Find(JpegFile.StartOfScan)!.Data.Length == encoded.Find(JpegFile.StartOfScan)!.Data.Length
            ? Recode(encoded, original)
            : null;
        using var output = new MemoryStream(ours.Length);
        output.Write([0xFF, 0xD8]);
        foreach (var segment in original.Metadata)
            Write(segment, output);

        var tables = (scan is null ? encoded : original).Segments.Where(segment => segment.Marker == JpegFile.HuffmanTables);
        foreach (var segment in encoded.Segments.Where(segment => segment.Marker is JpegFile.StartOfScan or (< 0xE0 and not JpegFile.HuffmanTables)))
        {
            foreach (var table in segment.Marker == JpegFile.StartOfScan ? tables : [])
                Write(table, output);

            var isHeader = scan is not null && segment.Marker == JpegFile.StartOfScan;
            Write(isHeader ? original.Find(JpegFile.StartOfScan)! with { Data = Selectors(encoded, original) } : segment, output);
        }

        output.Write(scan is null ? encoded.Bytes.AsSpan(encoded.Scan) : [.. scan, 0xFF, 0xD9]);
        return output.ToArray();
    }

    private static void Write(JpegFile.Segment segment, Stream output)
    {
        Span<byte> head = [0xFF, segment.Marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(segment.Data.Length + 2));
        output.Write(head);
        output.Write(segment.Data.Span);
    }

    /// <summary>Our header of the scan with the other file's choice of tables: number of components, then name and tables of each.</summary>
    private static byte[] Selectors(JpegFile encoded, JpegFile original)
    {
        var header = encoded.Find(JpegFile.StartOfScan)!.Data.ToArray();
        for (var i = 0; i < header[0]; i++)
            header[2 + (2 * i)] = original.Find(JpegFile.StartOfScan)!.Data.Span[2 + (2 * i)];

        return header;
    }

    /// <summary>Reads our scan symbol by symbol and writes it with the tables of the other file.</summary>
    /// <returns>Null where those lack a code.</returns>
    private static byte[]? Recode(JpegFile encoded, JpegFile original)
    {
        if (Tables(encoded) is not { } from || Tables(original) is not { } to || from.Count != to.Count || Blocks(encoded) is not { } blocks)
            return null;

        var bits = new JpegBitReader(encoded.Bytes.AsSpan(encoded.Scan));
        var writer = new JpegBitWriter();
        for (var unit = 0; unit < blocks.Units; unit++)
        {
            for (var component = 0; component < from.Count; component++)
            {
                for (var block = 0; block < blocks.PerUnit[component]; block++)
                {
                    if (!TryRecodeBlock(ref bits, from[component], to[component], writer))
                        return null;
                }
            }
        }

        return writer.Finish();
    }

    /// <summary>One difference of means, then runs of zeros with a value each, up to the end of the block (T.81, F.1.2).</summary>
    private static bool TryRecodeBlock(ref JpegBitReader bits, (HuffmanCode Dc, HuffmanCode Ac) from, (HuffmanCode Dc, HuffmanCode Ac) to, JpegBitWriter writer)
    {
        if (!TryCopy(ref bits, from.Dc, to.Dc, writer, out _))
            return false;

        for (var at = 1; at < Coefficients; at++)
        {
            if (!TryCopy(ref bits, from.Ac, to.Ac, writer, out var symbol))
                return false;
            if (symbol == EndOfBlock)
                return true;

            at += symbol >> 4;
        }

        return true;
    }

    /// <summary>Copies a symbol and the bits that its low half counts.</summary>
    private static bool TryCopy(ref JpegBitReader bits, HuffmanCode from, HuffmanCode to, JpegBitWriter writer, out byte symbol)
    {
        if (!from.TryDecode(ref bits, out symbol) || !to.TryEncode(symbol, writer))
            return false;

        for (var i = symbol & 15; i > 0; i--)
        {
            var bit = bits.Next();
            if (bit < 0)
                return false;

            writer.Add(bit, 1);
        }

        return true;
    }

    /// <summary>The tables of each component of the scan.</summary>
    private static List<(HuffmanCode Dc, HuffmanCode Ac)>? Tables(JpegFile file)
    {
        var tables = new Dictionary<(int Class, int Id), HuffmanCode>();
        if (!file.Segments.Where(segment => segment.Marker == JpegFile.HuffmanTables).All(segment => HuffmanCode.TryRead(segment.Data.Span, tables)))
            return null;

        var header = file.Find(JpegFile.StartOfScan)!.Data.Span;
        if (header.Length < 1 || header.Length < 4 + (2 * header[0]))
            return null;

        var found = new List<(HuffmanCode, HuffmanCode)>();
        for (var i = 0; i < header[0]; i++)
        {
            var choice = header[2 + (2 * i)];
            if (!tables.TryGetValue((0, choice >> 4), out var dc) || !tables.TryGetValue((1, choice & 15), out var ac))
                return null;

            found.Add((dc, ac));
        }

        return found;
    }

    /// <summary>How many units the scan has, and the blocks of each component in one (T.81, A.2).</summary>
    private static (int Units, int[] PerUnit)? Blocks(JpegFile file)
    {
        var frame = file.Find(JpegFile.StartOfFrame)!.Data.Span;
        if (frame.Length < 6 || frame.Length < 6 + (3 * frame[5]) || file.Find(JpegFile.StartOfScan)!.Data.Span[0] != frame[5])
            return null;

        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), BinaryPrimitives.ReadUInt16BigEndian(frame[3..]));
        if (frame[5] == 1)
            return (((width + 7) / 8) * ((height + 7) / 8), [1]);

        var (across, down) = (1, 1);
        var perUnit = new int[frame[5]];
        for (var i = 0; i < perUnit.Length; i++)
        {
            var sampling = frame[7 + (3 * i)];
            (across, down) = (Math.Max(across, sampling >> 4), Math.Max(down, sampling & 15));
            perUnit[i] = (sampling >> 4) * (sampling & 15);
        }

        return ((width + (8 * across) - 1) / (8 * across) * ((height + (8 * down) - 1) / (8 * down)), perUnit);
    }
}
