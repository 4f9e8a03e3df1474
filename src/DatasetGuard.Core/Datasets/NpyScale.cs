namespace DatasetGuard.Core.Datasets;

/// <summary>How the numbers of an array become bytes from 0 to 255.</summary>
/// <param name="Offset">Added first.</param>
/// <param name="Factor">Multiplied then.</param>
internal readonly record struct NpyScale(double Offset, double Factor)
{
    public static NpyScale AsIs { get; } = new(0, 1);

    public static NpyScale FromUnit { get; } = new(0, 255);

    public byte Apply(double value) => (byte)Math.Clamp(((value + Offset) * Factor) + 0.5, 0, 255);

    /// <summary>The scale that the values of the whole array are in: a single image may well be dark.</summary>
    /// <param name="header">The type of the values.</param>
    /// <param name="samples">Least and greatest value of each sample.</param>
    /// <exception cref="InvalidDataException">The values are in no scale of pictures, or not all in one.</exception>
    public static NpyScale Of(NpyHeader header, IEnumerable<(double Least, double Greatest)> samples)
    {
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        var (count, within) = (0L, 0L);
        foreach (var sample in samples)
        {
            (least, greatest) = (Math.Min(least, sample.Least), Math.Max(greatest, sample.Greatest));
            count++;
            within += sample.Greatest <= 1 ? 1 : 0;
        }

        // One bright outlier must not turn all others black, and hide them.
        if (greatest > 1 && within > count / 2)
            throw new InvalidDataException($"most of its images have values up to 1, others up to {greatest:0.###}: they are not in one scale");

        return (header.Kind, least, greatest) switch
        {
            (_, >= 0, <= 1) when header.Kind == 'f' => FromUnit,
            (_, >= -1, <= 1) when header.Kind == 'f' => new NpyScale(1, 127.5),
            (_, >= 0, <= 255) => AsIs,
            ('u' or 'i', >= 0, <= 65535) => new NpyScale(0, 1 / 257.0),
            _ when count == 0 => AsIs,
            _ => throw new InvalidDataException($"its values go from {least:0.###} to {greatest:0.###}; 0 to 1, -1 to 1, 0 to 255 and whole numbers to 65535 are read"),
        };
    }
}
