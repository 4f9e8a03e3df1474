namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Pixels from 0 to 1, channel after channel.</summary>
internal static class Planes
{
    /// <param name="bytes">The channels of a pixel side by side.</param>
    /// <param name="channels">Of the picture.</param>
    /// <param name="planes">As long.</param>
    public static void Read(ReadOnlySpan<byte> bytes, int channels, Span<float> planes)
    {
        var pixels = bytes.Length / channels;
        for (var channel = 0; channel < channels; channel++)
        {
            for (int i = 0, from = channel; i < pixels; i++, from += channels)
                planes[(channel * pixels) + i] = bytes[from] * (1f / byte.MaxValue);
        }
    }
}
