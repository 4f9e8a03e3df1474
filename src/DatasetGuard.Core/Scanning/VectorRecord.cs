using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Scanning;

/// <summary>Puts features that came in the place of an image into the pixel store, in single precision.</summary>
internal static class VectorRecord
{
    /// <summary>Squares of larger values, summed over an axis, would leave the range of single precision and blind every comparison.</summary>
    public const double MaxMagnitude = 1e15;

    /// <param name="vector">The features.</param>
    /// <param name="blank">Name and labels of the sample.</param>
    /// <param name="store">Gets them, unless they are refused.</param>
    public static Sample Load(SampleContent.Vector vector, Sample blank, PixelStore store)
    {
        var values = vector.Values.ToArray();

        // Minus zero is zero, so that equal vectors have equal bytes.
        for (var i = 0; i < values.Length; i++)
            values[i] += 0.0;

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes<double>(values), hash);
        var sample = blank with { ContentHash = Convert.ToHexStringLower(hash), VectorLength = values.Length };
        if (Fault(values) is { } fault)
            return sample with { Fault = fault };

        var singles = Array.ConvertAll(values, value => (float)value);
        return sample with
        {
            PixelHash = BinaryPrimitives.ReadUInt128BigEndian(hash),
            StoreOffset = store.Append(MemoryMarshal.AsBytes<float>(singles)),
        };
    }

    private static DecodeFault? Fault(double[] values)
    {
        var at = Array.FindIndex(values, value => !double.IsFinite(value));
        if (at >= 0)
            return new DecodeFault(DecodeFaultKind.NotFinite, $"{(double.IsNaN(values[at]) ? "no number" : "infinite")} at place {at:N0} of {values.Length:N0}");

        at = Array.FindIndex(values, value => Math.Abs(value) > MaxMagnitude);
        return at < 0 ? null : new DecodeFault(DecodeFaultKind.NotFinite, $"{values[at]:0.##e+0} at place {at:N0} of {values.Length:N0}, and {MaxMagnitude:0e+0} is the limit");
    }
}
