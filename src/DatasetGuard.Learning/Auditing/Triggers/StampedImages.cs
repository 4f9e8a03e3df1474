using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Pictures as bytes with a stamp on them.</summary>
internal static class StampedImages
{
    public static ByteImages Of(ByteImages images, int[] rows, Stamp stamp)
    {
        var stamped = new ByteImages(rows.Length, images.Height, images.Width, images.Channels);
        for (var i = 0; i < rows.Length; i++)
        {
            images[rows[i]].CopyTo(stamped[i]);
            Apply(stamp, stamped[i], images.Channels);
        }

        return stamped;
    }

    /// <summary>x becomes (1 - m) x + m p, to the nearest byte; the stamp has a pattern.</summary>
    public static void Apply(Stamp stamp, Span<byte> picture, int channels)
    {
        var pixels = stamp.Mask.Length;
        for (var i = 0; i < pixels; i++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                ref var value = ref picture[(i * channels) + channel];
                var pattern = byte.MaxValue * stamp.Pattern![(channel * pixels) + i];
                value = (byte)Math.Clamp(MathF.Round(value + (stamp.Mask[i] * (pattern - value))), 0, byte.MaxValue);
            }
        }
    }
}
