using System.Buffers.Binary;
using System.IO.Compression;

namespace DatasetGuard.Core.Tests.Imaging.Tiff;

/// <summary>Writes TIFF files in the ways that cameras, microscopes and libraries do.</summary>
internal static class TiffFiles
{
    /// <summary>How a file is written.</summary>
    public sealed record Options
    {
        public int Compression { get; init; } = 1;

        public bool IsBigEndian { get; init; }

        public bool IsPlanar { get; init; }

        public bool HasPredictor { get; init; }

        /// <summary>Rows of a strip, or the height of a tile.</summary>
        public int PieceHeight { get; init; } = 7;

        /// <summary>Width of a tile; 0 writes strips.</summary>
        public int TileWidth { get; init; }

        /// <summary>Tags that are written as well, or in place of others.</summary>
        public IReadOnlyDictionary<int, uint[]> Tags { get; init; } = new Dictionary<int, uint[]>();
    }

    /// <param name="pixels">Rows of values.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="samples">Values a pixel.</param>
    /// <param name="photometric">0 and 1 gray, 2 RGB, 3 palette.</param>
    /// <param name="options">How it is written.</param>
    public static byte[] Write(byte[] pixels, int width, int samples, int photometric, Options options)
    {
        var height = pixels.Length / width / samples;
        var tileWidth = options.TileWidth == 0 ? width : options.TileWidth;
        var pieces = new List<byte[]>();
        for (var plane = 0; plane < (options.IsPlanar ? samples : 1); plane++)
        {
            for (var top = 0; top < height; top += options.PieceHeight)
            {
                for (var left = 0; left < width; left += tileWidth)
                    pieces.Add(Pack(Piece(pixels, (width, height, samples), (left, top, plane), options), options.Compression));
            }
        }

        var isTiled = options.TileWidth > 0;
        var tags = new SortedDictionary<int, uint[]>
        {
            [256] = [(uint)width],
            [257] = [(uint)height],
            [258] = [.. Enumerable.Repeat(8u, samples)],
            [259] = [(uint)options.Compression],
            [262] = [(uint)photometric],
            [277] = [(uint)samples],
            [284] = [options.IsPlanar ? 2u : 1u],
            [317] = [options.HasPredictor ? 2u : 1u],
            [isTiled ? 324 : 273] = Offsets(pieces),
            [isTiled ? 325 : 279] = [.. pieces.Select(piece => (uint)piece.Length)],
            [isTiled ? 323 : 278] = [(uint)options.PieceHeight],
        };
        if (isTiled)
            tags[322] = [(uint)options.TileWidth];
        foreach (var (tag, values) in options.Tags)
            tags[tag] = values;

        return Assemble(tags, pieces, options.IsBigEndian);
    }

    /// <summary>A header that declares a size, and nothing else.</summary>
    public static byte[] Header(int width, int height) => Assemble(new SortedDictionary<int, uint[]> { [256] = [(uint)width], [257] = [(uint)height] }, [], isBigEndian: false);

    private static uint[] Offsets(List<byte[]> pieces)
    {
        var offsets = new uint[pieces.Count];
        var at = 8u;
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = at;
            at += (uint)pieces[i].Length;
        }

        return offsets;
    }

    private static byte[] Piece(byte[] pixels, (int Width, int Height, int Samples) size, (int Left, int Top, int Plane) at, Options options)
    {
        var isTiled = options.TileWidth > 0;
        var width = isTiled ? options.TileWidth : size.Width;
        var rows = isTiled ? options.PieceHeight : Math.Min(options.PieceHeight, size.Height - at.Top);
        var samples = options.IsPlanar ? 1 : size.Samples;
        var piece = new byte[width * rows * samples];
        for (var i = 0; i < piece.Length; i++)
        {
            var (x, y, sample) = (at.Left + (i / samples % width), at.Top + (i / samples / width), options.IsPlanar ? at.Plane : i % samples);
            if (x < size.Width && y < size.Height)
                piece[i] = pixels[(((y * size.Width) + x) * size.Samples) + sample];
        }

        for (var i = piece.Length - 1; options.HasPredictor && i >= 0; i--)
        {
            if (i % (width * samples) >= samples)
                piece[i] -= piece[i - samples];
        }

        return piece;
    }

    private static byte[] Pack(byte[] piece, int compression) => compression switch
    {
        5 => Lzw(piece),
        8 => Deflate(piece),
        32773 => [.. piece.SelectMany((value, i) => i % 5 == 0 ? new byte[] { 0, value } : [0x80, 0, value])],
        _ => piece,
    };

    private static byte[] Deflate(byte[] piece)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(piece);

        return packed.ToArray();
    }

    /// <summary>As TIFF 6.0, section 13 describes it: the table is emptied at 4,094 entries.</summary>
    private static byte[] Lzw(byte[] piece)
    {
        var bits = new List<bool>();
        var table = new Dictionary<string, int>(StringComparer.Ordinal);
        var (text, width, next) = ("", 9, 258);
        void Emit(int code)
        {
            for (var bit = width - 1; bit >= 0; bit--)
                bits.Add(((code >> bit) & 1) != 0);
        }

        int CodeOf(string value) => value.Length == 1 ? value[0] : table[value];
        Emit(256);
        foreach (var value in piece)
        {
            var longer = text + (char)value;
            if (longer.Length == 1 || table.ContainsKey(longer))
            {
                text = longer;
                continue;
            }

            Emit(CodeOf(text));
            table[longer] = next++;
            width = next > 2047 ? 12 : next > 1023 ? 11 : next > 511 ? 10 : 9;
            text = $"{(char)value}";
            if (next < 4094)
                continue;

            Emit(256);
            table.Clear();
            (width, next) = (9, 258);
        }

        if (text.Length > 0)
            Emit(CodeOf(text));

        // The decoder has one entry more after the last string.
        width = next + 1 > 2047 ? 12 : next + 1 > 1023 ? 11 : next + 1 > 511 ? 10 : 9;
        Emit(257);
        return [.. bits.Chunk(8).Select(chunk => (byte)chunk.Select((bit, i) => bit ? 128 >> i : 0).Sum())];
    }

    /// <summary>Pieces first, then the directory, then what does not fit into it.</summary>
    private static byte[] Assemble(SortedDictionary<int, uint[]> tags, List<byte[]> pieces, bool isBigEndian)
    {
        byte[] Short(uint value)
        {
            var bytes = new byte[2];
            if (isBigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);

            return bytes;
        }

        byte[] Long(uint value)
        {
            var bytes = new byte[4];
            if (isBigEndian)
                BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);

            return bytes;
        }

        var data = pieces.SelectMany(piece => piece).ToArray();
        var directory = 8 + data.Length;
        var behind = directory + 2 + (12 * tags.Count) + 4;
        var (entries, values) = (new List<byte>(), new List<byte>());
        foreach (var (tag, numbers) in tags)
        {
            // Colours of a palette and bits are short, everything else is long.
            var isShort = tag is 258 or 259 or 262 or 277 or 284 or 317 or 320 or 274 or 339;
            var bytes = numbers.SelectMany(number => isShort ? Short(number) : Long(number)).ToArray();
            entries.AddRange([.. Short((uint)tag), .. Short(isShort ? 3u : 4u), .. Long((uint)numbers.Length)]);
            entries.AddRange(bytes.Length <= 4 ? [.. bytes, .. new byte[4 - bytes.Length]] : Long((uint)(behind + values.Count)));
            if (bytes.Length > 4)
                values.AddRange(bytes);
        }

        return [.. isBigEndian ? "MM"u8 : "II"u8, .. Short(42), .. Long((uint)directory), .. data, .. Short((uint)tags.Count), .. entries, .. Long(0), .. values];
    }
}
