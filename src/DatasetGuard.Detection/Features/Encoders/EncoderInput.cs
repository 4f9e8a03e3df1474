using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>How pictures are put into a model: (pixel / 255 - mean) / deviation, channel after channel or interleaved.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="IsInterleaved">N, H, W, C in place of N, C, H, W.</param>
internal sealed record EncoderInput(int Width, int Height, int Channels, bool IsInterleaved)
{
    /// <summary>The largest side that a model may ask for.</summary>
    public const int MaxSide = 1024;

    /// <summary>As <see cref="Core.Scanning.FeatureSource.Mean"/>.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0];

    /// <summary>As <see cref="Core.Scanning.FeatureSource.Deviation"/>.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [1];

    /// <summary>Values of one picture.</summary>
    public int Length => Width * Height * Channels;

    public long[] Shape(int count) => IsInterleaved ? [count, Height, Width, Channels] : [count, Channels, Height, Width];

    /// <summary>Writes one picture, resized where it has another size.</summary>
    public void Write(PixelBuffer picture, Span<float> values)
    {
        var fitting = Resize(Channels == 1 ? picture.ToGray() : picture);
        var pixels = fitting.Pixels;
        for (var channel = 0; channel < Channels; channel++)
        {
            var (scale, offset) = ScaleOf(channel);
            var from = fitting.Channels == 1 ? 0 : channel;
            for (var i = 0; i < Width * Height; i++)
                values[IsInterleaved ? (i * Channels) + channel : (channel * Width * Height) + i] = (pixels[(i * fitting.Channels) + from] * scale) + offset;
        }
    }

    /// <summary>What a pixel from 0 to 255 is multiplied by, and what is added then.</summary>
    internal (float Scale, float Offset) ScaleOf(int channel)
    {
        var mean = Mean[Mean.Count == 1 ? 0 : channel];
        var deviation = Deviation[Deviation.Count == 1 ? 0 : channel];
        return ((float)(1 / (255 * deviation)), (float)(-mean / deviation));
    }

    /// <summary>In the size that the model takes.</summary>
    internal PixelBuffer Resize(PixelBuffer picture)
    {
        if (picture.Width == Width && picture.Height == Height)
            return picture;

        return picture.Width >= Width && picture.Height >= Height ? AreaResampler.Resize(picture, Width, Height) : BilinearResampler.Resize(picture, Width, Height);
    }
}
