using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Datasets;

/// <summary>An NPY file with the features of every sample of a dataset, one row each, in the dataset's order.</summary>
public sealed class FeatureArray
{
    private readonly float[] _values;

    private FeatureArray(float[] values, int rows, int length) => (_values, Rows, Length) = (values, rows, length);

    public int Rows { get; }

    /// <summary>Values of one row.</summary>
    public int Length { get; }

    /// <summary>By content, whatever the name says.</summary>
    public static bool Is(ReadOnlySpan<byte> start) => NpyHeader.IsNpy(start);

    /// <exception cref="InvalidDataException">It holds no features; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read, or is no longer what was asked for.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FeatureArray Read(FeatureSource source)
    {
        using var stream = new MemoryStream(source.ReadModel(), writable: false);
        try
        {
            return Read(stream);
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("it is cut off", error);
        }
    }

    public ReadOnlySpan<float> Row(int index) => _values.AsSpan(index * Length, Length);

    private static FeatureArray Read(MemoryStream stream)
    {
        var header = NpyHeader.Read(stream);
        if (!NpyVectors.Fits(header))
            throw new InvalidDataException($"it has the type '{header.Kind}{header.Size}' and the shape ({string.Join(", ", header.Shape)}); features are floats of the shape samples x values");

        // The file bounds the memory: a header that promises more than it holds is refused first.
        if (header.Shape[1] > NpyVectors.MaxLength || header.Shape[0] * header.Shape[1] > Math.Min(Array.MaxLength, (stream.Length - stream.Position) / header.Size))
            throw new InvalidDataException("it is cut off, or larger than arrays can be");

        var vectors = new NpyVectors(header, stream, DecodeLimits.Default);
        var (rows, length) = ((int)vectors.Count, vectors.Length);
        var values = new float[rows * length];
        for (var row = 0; row < rows; row++)
            Copy(vectors.Next(stream), values.AsSpan(row * length, length), row);

        return stream.Position == stream.Length ? new FeatureArray(values, rows, length) : throw new InvalidDataException("it goes on behind the values that it declares");
    }

    private static void Copy(double[] from, Span<float> to, int row)
    {
        for (var i = 0; i < to.Length; i++)
        {
            if (!(Math.Abs(from[i]) <= VectorRecord.MaxMagnitude))
                throw new InvalidDataException($"row {row:N0} holds values that are no numbers, infinite or beyond {VectorRecord.MaxMagnitude:0e+0}");

            to[i] = (float)from[i];
        }
    }
}
