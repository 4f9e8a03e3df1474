using System.Security.Cryptography;
using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Scanning;

/// <summary>One worker's way from a sample's bytes to its pixels, within the limits. Not for use from two threads at once.</summary>
public sealed class SampleDecoder(DecodeLimits limits, ByteBudget pixelMemory)
{
    /// <summary>A decoder takes a second or so for this many visits of pixels. What needs fewer is decoded in place, without a second thread to watch it.</summary>
    private const long HarmlessWork = 125_000_000;

    /// <summary>What a pass over the picture costs a file at least, in bytes.</summary>
    private const int BytesOfPass = 8;

    /// <summary>What a worker keeps for its next picture; more is given back, or one panorama a worker would fill the machine for good.</summary>
    private readonly long _keptMemory = limits.PixelMemory / 16;

    private ImageDecoder _decoder = new(limits);
    private byte[] _file = [];

    /// <param name="ContentHash">As <see cref="Sample.ContentHash"/>.</param>
    /// <param name="Pixels">The picture, until the next call; null with a fault.</param>
    /// <param name="Facts">Format and size; null with a fault.</param>
    /// <param name="Fault">Why there is no picture.</param>
    public readonly record struct Result(string ContentHash, PixelBuffer? Pixels, ImageFacts? Facts, DecodeFault? Fault)
    {
        /// <summary>Null with a fault, and where there is no file.</summary>
        public EncodingFacts? Encoding { get; init; }

        /// <summary>Of the file that was read, when it stayed the same all the time and the system tells it; else null.</summary>
        internal FileIdentity? Identity { get; init; }
    }

    /// <param name="sample">What the reader found.</param>
    /// <param name="use">Called with the pixels, whose memory belongs to the decoder, before this method returns.</param>
    /// <param name="cancellationToken">Ends the wait for an overdue decode.</param>
    public Result Decode(RawSample sample, Action<PixelBuffer, ImageFacts> use, CancellationToken cancellationToken) =>
        Decode(sample, _ => false, use, cancellationToken);

    /// <param name="sample">What the reader found.</param>
    /// <param name="isKnown">Given the hash of the content; when it says so, nothing is decoded, and there are neither pixels nor a fault.</param>
    /// <param name="use">Called with the pixels, whose memory belongs to the decoder, before this method returns.</param>
    /// <param name="cancellationToken">Ends the wait for an overdue decode.</param>
    internal Result Decode(RawSample sample, Predicate<string> isKnown, Action<PixelBuffer, ImageFacts> use, CancellationToken cancellationToken)
    {
        switch (sample.Content)
        {
            case SampleContent.Raw raw:
                var hash = Hash(raw.Pixels.Pixels);
                if (isKnown(hash))
                    return new Result(hash, null, null, null);

                var facts = new ImageFacts("raw", raw.Pixels.Width, raw.Pixels.Height, raw.Pixels.IsGray());
                use(raw.Pixels, facts);
                return new Result(hash, raw.Pixels, facts, null);
            case SampleContent.InMemory memory:
                return DecodeBytes(memory.Bytes, isKnown, use, cancellationToken);
            case SampleContent.InFile file:
                return ReadFile(file, out var bytes, out var identity) is { } fault
                    ? new Result("", null, null, fault)
                    : DecodeBytes(bytes, isKnown, use, cancellationToken) with { Identity = identity };
            case SampleContent.Vector:
                return new Result("", null, null, new DecodeFault(DecodeFaultKind.Unsupported, "a feature vector has no pixels"));
            case SampleContent.Faulty faulty:
                return new Result("", null, null, faulty.Fault);
            default:
                throw new InvalidOperationException($"Unknown content {sample.Content.GetType().Name}.");
        }
    }

    private Result DecodeBytes(ReadOnlyMemory<byte> bytes, Predicate<string> isKnown, Action<PixelBuffer, ImageFacts> use, CancellationToken cancellationToken)
    {
        var hash = Hash(bytes.Span);
        if (isKnown(hash))
            return new Result(hash, null, null, null);

        var declared = ImageDecoder.DeclaredPixels(bytes.Span);
        var memory = 8 * Math.Min(declared, limits.MaxPixels);
        pixelMemory.Take(memory, cancellationToken);
        try
        {
            var (fault, pixels, facts) = declared <= HarmlessWork / Passes(bytes.Span)
                ? Run(_decoder, bytes)
                : RunWatched(bytes, cancellationToken);
            if (pixels is not null)
                use(pixels, facts!);

            return new Result(hash, pixels, facts, fault) { Encoding = facts is null ? null : EncodingFacts.Read(bytes.Span, facts.Format) };
        }
        finally
        {
            GiveUp(memory, bytes.Length);
            pixelMemory.Return(memory);
        }
    }

    /// <summary>How often a decoder may at most go over the whole picture.</summary>
    private static long Passes(ReadOnlySpan<byte> bytes) =>
        1 + (FileSignature.Name(bytes) == "JPEG" ? JpegSegments.MostScans(bytes) : bytes.Length / BytesOfPass);

    private void GiveUp(long memory, long length)
    {
        if (memory > _keptMemory)
            _decoder = new ImageDecoder(limits);
        if (_file.Length > _keptMemory)
            _file = [];

        var discarded = (memory > _keptMemory ? memory : 0) + (length > _keptMemory ? length : 0);
        if (discarded > 0)
            pixelMemory.Discard(discarded);
    }

    private static (DecodeFault? Fault, PixelBuffer? Pixels, ImageFacts? Facts) Run(ImageDecoder decoder, ReadOnlyMemory<byte> bytes)
    {
        var fault = decoder.Decode(bytes.Span, out var pixels, out var facts);
        return (fault, pixels, facts);
    }

    private (DecodeFault? Fault, PixelBuffer? Pixels, ImageFacts? Facts) RunWatched(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var decoder = _decoder;
        var work = Task.Run(() => Run(decoder, bytes), CancellationToken.None);
        if (work.Wait((int)limits.MaxTime.TotalMilliseconds, cancellationToken))
            return work.GetAwaiter().GetResult();

        // Native code cannot be interrupted: its thread keeps its scratch memory and bytes, and this worker goes on with new ones.
        _decoder = new ImageDecoder(limits);
        _file = [];
        return (new DecodeFault(DecodeFaultKind.OverLimit, $"decoding took longer than {limits.MaxTime.TotalSeconds:0} s"), null, null);
    }

    private DecodeFault? ReadFile(SampleContent.InFile file, out ReadOnlyMemory<byte> bytes, out FileIdentity? identity)
    {
        bytes = default;
        identity = null;
        if (file.Length > limits.MaxBytes)
            return new DecodeFault(DecodeFaultKind.OverLimit, $"{file.Length:N0} bytes, the limit is {limits.MaxBytes:N0}");

        try
        {
            using var handle = RegularFile.Open(file.Path);
            var before = FileIdentity.Of(handle);
            if (_file.Length < file.Length)
                _file = new byte[Math.Max(file.Length, 1 << 16)];

            var length = 0;
            for (int read; (read = RandomAccess.Read(handle, _file.AsSpan(length, (int)file.Length - length), length)) > 0;)
                length += read;

            bytes = _file.AsMemory(0, length);
            identity = before is { } same && same.Length == length && FileIdentity.Of(handle) == same ? same : null;
            return length < file.Length ? new DecodeFault(DecodeFaultKind.Unreadable, "the file shrank while it was read") : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new DecodeFault(DecodeFaultKind.Unreadable, error is UnauthorizedAccessException ? "access is denied" : "the file vanished or cannot be read");
        }
    }

    private static string Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }
}
