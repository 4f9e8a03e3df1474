using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DatasetGuard.Core.Imaging.Tiff;
using SkiaSharp;

namespace DatasetGuard.Core.Imaging;

/// <summary>Turns encoded bytes into pixels, or says why not. One instance a thread: it lends out its scratch memory.</summary>
public sealed class ImageDecoder(DecodeLimits limits)
{
    private byte[] _pixels = [];
    private byte[] _rotated = [];

    /// <summary>Decodes the first frame to 8-bit gray or RGB, alpha dropped, EXIF orientation applied.</summary>
    /// <param name="encoded">The file.</param>
    /// <param name="pixels">The picture; its memory is overwritten by the next call.</param>
    /// <param name="facts">Format and size.</param>
    /// <returns>Null when the whole picture was decoded.</returns>
    public DecodeFault? Decode(ReadOnlySpan<byte> encoded, out PixelBuffer? pixels, out ImageFacts? facts)
    {
        pixels = null;
        facts = null;
        if (encoded.IsEmpty)
            return new DecodeFault(DecodeFaultKind.Empty, "the file has no bytes");
        if (encoded.Length > limits.MaxBytes)
            return new DecodeFault(DecodeFaultKind.OverLimit, $"{encoded.Length:N0} bytes, the limit is {limits.MaxBytes:N0}");

        var isTiff = TiffTags.IsTiff(encoded);
        var fault = isTiff ? DecodeTiff(encoded, out pixels)
            : PortableAnymap.IsPortableAnymap(encoded) ? DecodeAnymap(encoded, out pixels)
            : DecodeWithSkia(encoded, out pixels, out facts);
        if (fault is not null || pixels is null)
        {
            (pixels, facts) = (null, null);
            return fault;
        }

        facts = new ImageFacts(facts?.Format ?? (isTiff ? "tiff" : "pnm"), pixels.Width, pixels.Height, pixels.IsGray());
        return null;
    }

    /// <summary>Width times height that the header declares, or 0 when it cannot be read: what the decode will cost.</summary>
    public static unsafe long DeclaredPixels(ReadOnlySpan<byte> encoded)
    {
        if (PortableAnymap.IsPortableAnymap(encoded))
            return PortableAnymap.ReadHeader(encoded, out var header) is null ? (long)header.Width * header.Height : 0;

        if (HeaderPixels(encoded) is { } pixels)
            return pixels;

        if (TiffTags.IsTiff(encoded))
            return DeclaredPixelsOfTiff(encoded);
        if (!FileSignature.IsDecodable(encoded))
            return 0;

        fixed (byte* start = encoded)
        {
            using var data = SKData.Create((nint)start, encoded.Length);
            using var codec = SKCodec.Create(data);
            return codec is null ? 0 : (long)codec.Info.Width * codec.Info.Height;
        }
    }

    /// <summary>The same for the formats whose header is read without a decoder, which costs as much as a small picture.</summary>
    private static long? HeaderPixels(ReadOnlySpan<byte> encoded) => FileSignature.Name(encoded) switch
    {
        "JPEG" when JpegSegments.TryReadSize(encoded, out var width, out var height) => (long)width * height,
        "PNG" when PngChunks.TryReadSize(encoded, out var width, out var height) => (long)Math.Min(int.MaxValue, width) * Math.Min(int.MaxValue, height),
        _ => null,
    };

    private DecodeFault? DecodeAnymap(ReadOnlySpan<byte> encoded, out PixelBuffer? pixels)
    {
        pixels = null;
        var fault = PortableAnymap.ReadHeader(encoded, out var header) ?? CheckSize(header.Width, header.Height);
        if (fault is not null)
            return fault;

        if (!PortableAnymap.HasAllData(encoded, header))
            return new DecodeFault(DecodeFaultKind.Truncated, "the data ends before the picture does");

        Grow(ref _pixels, header.Width * header.Height * header.Channels);
        var target = new PixelBuffer(header.Width, header.Height, header.Channels, _pixels);
        PortableAnymap.ReadPixels(encoded, header, target.Pixels);
        pixels = target;
        return null;
    }

    private DecodeFault? DecodeTiff(ReadOnlySpan<byte> encoded, out PixelBuffer? pixels)
    {
        pixels = null;
        try
        {
            var (width, height) = TiffLayout.Size(encoded);
            var fault = CheckSize(width, height);
            if (fault is not null)
                return fault;

            fault = TiffLayout.Read(encoded, out var layout);
            if (fault is not null)
                return fault;

            var channels = layout!.Photometric is TiffPhotometric.Rgb or TiffPhotometric.Palette ? 3 : 1;
            Grow(ref _pixels, layout.Width * layout.Height * channels);
            var target = new PixelBuffer(layout.Width, layout.Height, channels, _pixels);
            fault = TiffDecoder.Decode(encoded, layout, target);
            pixels = fault is null ? Orient(target, (SKEncodedOrigin)layout.Orientation) : null;
            return fault;
        }
        catch (InvalidDataException error)
        {
            return new DecodeFault(DecodeFaultKind.Corrupt, error.Message);
        }
    }

    private static long DeclaredPixelsOfTiff(ReadOnlySpan<byte> encoded)
    {
        try
        {
            var (width, height) = TiffLayout.Size(encoded);
            return width * height;
        }
        catch (InvalidDataException)
        {
            // The decoder will say what is wrong.
            return 0;
        }
    }

    private unsafe DecodeFault? DecodeWithSkia(ReadOnlySpan<byte> encoded, out PixelBuffer? pixels, out ImageFacts? facts)
    {
        pixels = null;
        facts = null;

        // Skia knows more formats, some without a signature: a WBMP is anything that begins with two zeros.
        if (!FileSignature.IsDecodable(encoded))
            return NotOpened(SKCodecResult.Unimplemented, encoded);

        fixed (byte* start = encoded)
        {
            using var data = SKData.Create((nint)start, encoded.Length);
            using var codec = SKCodec.Create(data);
            if (codec is null)
                return NotOpened(WhyNotOpened(data), encoded);

            var info = codec.Info;
            var fault = CheckSize(info.Width, info.Height);
            if (fault is not null)
                return fault;

            // Memory was set aside by the first size in the header; a file that declares another one to the decoder is made for that.
            if (HeaderPixels(encoded) is { } declared && (long)info.Width * info.Height > declared)
                return new DecodeFault(DecodeFaultKind.Corrupt, "declares two sizes");

            facts = new ImageFacts(codec.EncodedFormat.ToString().ToLowerInvariant(), info.Width, info.Height, IsGray: false);
            var gray = info.ColorType == SKColorType.Gray8;
            return Refine(gray ? DecodeGray(codec, out pixels) : DecodeColour(codec, out pixels), codec.EncodedFormat, encoded);
        }
    }

    /// <summary>Only with a stream, which makes each small picture dearer, does Skia say why.</summary>
    private static SKCodecResult WhyNotOpened(SKData data)
    {
        using var stream = new SKMemoryStream(data);
        using var codec = SKCodec.Create(stream, out var result);
        return result;
    }

    private DecodeFault? DecodeGray(SKCodec codec, out PixelBuffer? pixels)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        Grow(ref _pixels, width * height);
        var fault = GetPixels(codec, SKColorType.Gray8, _pixels, width);
        pixels = fault is null ? Orient(new PixelBuffer(width, height, 1, _pixels), codec.EncodedOrigin) : null;
        return fault;
    }

    private DecodeFault? DecodeColour(SKCodec codec, out PixelBuffer? pixels)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        Grow(ref _pixels, width * height * 4);
        var fault = GetPixels(codec, SKColorType.Rgba8888, _pixels, width * 4);
        pixels = null;
        if (fault is not null)
            return fault;

        DropAlpha(_pixels.AsSpan(0, width * height * 4));
        pixels = Orient(new PixelBuffer(width, height, 3, _pixels), codec.EncodedOrigin);
        return null;
    }

    private static unsafe DecodeFault? GetPixels(SKCodec codec, SKColorType type, byte[] target, int rowBytes)
    {
        // Unpremultiplied: training code drops the alpha channel and keeps the stored colours, and so does this.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, type, SKAlphaType.Unpremul);
        SKCodecResult result;
        fixed (byte* start = target)
            result = codec.GetPixels(info, (nint)start, rowBytes, SKCodecOptions.Default);

        return result switch
        {
            SKCodecResult.Success => null,
            SKCodecResult.IncompleteInput => new DecodeFault(DecodeFaultKind.Truncated, "the data ends before the picture does"),
            SKCodecResult.ErrorInInput => new DecodeFault(DecodeFaultKind.Corrupt, "the compressed data are damaged"),
            SKCodecResult.Unimplemented or SKCodecResult.InvalidConversion =>
                new DecodeFault(DecodeFaultKind.Unsupported, $"a kind of {codec.EncodedFormat} that is not read"),
            _ => new DecodeFault(DecodeFaultKind.Corrupt, $"the decoder stopped ({result})"),
        };
    }

    /// <summary>What Skia calls success although data are missing, and what it calls damage although the file just ends.</summary>
    private static DecodeFault? Refine(DecodeFault? fault, SKEncodedImageFormat format, ReadOnlySpan<byte> encoded) => (fault?.Kind, format) switch
    {
        (null, SKEncodedImageFormat.Jpeg) when !JpegSegments.AreSound(encoded) => new DecodeFault(DecodeFaultKind.Corrupt, "the compressed data are damaged"),
        (null, SKEncodedImageFormat.Png) when PngChunks.EndInsideOne(encoded) => new DecodeFault(DecodeFaultKind.Truncated, "the file ends inside its last chunk"),
        (DecodeFaultKind.Corrupt, SKEncodedImageFormat.Jpeg) when JpegSegments.LacksEnd(encoded) =>
            new DecodeFault(DecodeFaultKind.Truncated, "the data ends before the picture does"),
        _ => fault,
    };

    private DecodeFault NotOpened(SKCodecResult result, ReadOnlySpan<byte> encoded) => FileSignature.Name(encoded) switch
    {
        "PNG" when PngChunks.TryReadSize(encoded, out var width, out var height) => CheckSize(width, height)
            ?? new DecodeFault(DecodeFaultKind.Corrupt, "a PNG file whose header is damaged"),
        "PNG" when encoded.Length >= PngChunks.HeaderLength => new DecodeFault(DecodeFaultKind.Corrupt, "a PNG file whose header is damaged"),
        null => new DecodeFault(DecodeFaultKind.Unsupported, "not an image: no known signature at the start"),
        FileSignature.AppleDouble => DecodeFault.Sidecar,
        var format when FileSignature.IsDecodable(encoded) => result == SKCodecResult.IncompleteInput
            ? new DecodeFault(DecodeFaultKind.Truncated, $"a {format} file that ends inside its header")
            : new DecodeFault(DecodeFaultKind.Corrupt, $"a {format} file whose header is damaged"),
        var format => new DecodeFault(DecodeFaultKind.Unsupported, $"a {format} file; convert it to PNG or JPEG"),
    };

    private DecodeFault? CheckSize(long width, long height)
    {
        if (width < 1 || height < 1)
            return new DecodeFault(DecodeFaultKind.Corrupt, $"declares {width} x {height} pixels");

        return height > limits.MaxPixels / width
            ? new DecodeFault(DecodeFaultKind.OverLimit, $"declares {width} x {height} pixels, the limit is {limits.MaxPixels:N0}")
            : null;
    }

    private PixelBuffer Orient(PixelBuffer image, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or < SKEncodedOrigin.TopLeft or > SKEncodedOrigin.LeftBottom)
            return image;

        Grow(ref _rotated, image.Length);
        return Orientation.Apply(image, (int)origin, _rotated);
    }

    /// <summary>Moves the colours together in place: large pictures cost four bytes a pixel, not seven.</summary>
    private static void DropAlpha(Span<byte> rgba)
    {
        ref var start = ref MemoryMarshal.GetReference(rgba);
        var (from, to) = (0, 0);
        for (; from <= rgba.Length - Vector128<byte>.Count; from += 16, to += 12)
        {
            // Four bytes too many are written, which lie before everything that is still to be read.
            var pixels = Vector128.LoadUnsafe(ref start, (nuint)from);
            Vector128.Shuffle(pixels, Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15)).StoreUnsafe(ref start, (nuint)to);
        }

        for (; from < rgba.Length; from += 4, to += 3)
        {
            rgba[to] = rgba[from];
            rgba[to + 1] = rgba[from + 1];
            rgba[to + 2] = rgba[from + 2];
        }
    }

    private static void Grow(ref byte[] scratch, int length)
    {
        if (scratch.Length < length)
            scratch = GC.AllocateUninitializedArray<byte>(length);
    }
}
