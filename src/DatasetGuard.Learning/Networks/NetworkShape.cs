namespace DatasetGuard.Learning.Networks;

/// <summary>A small convolutional classifier: 3 x 3 convolutions, each with batch normalisation and ReLU, then mean and maximum over the picture.</summary>
/// <param name="Channels">Of the images: 1 or 3.</param>
/// <param name="HasHighPass">
/// The input also has the high-pass residual of each channel. It is what lets a small network learn weak triggers such as noise.
/// </param>
/// <param name="Blocks">From the input on.</param>
/// <param name="Classes">Number of outputs.</param>
public sealed record NetworkShape(int Channels, bool HasHighPass, IReadOnlyList<ConvBlock> Blocks, int Classes)
{
    /// <summary>Pictures are scaled down to this side for the networks that stand for a user's.</summary>
    public const int MaxSide = 48;

    /// <summary>The network that stands for a user's: small enough to be trained in seconds, large enough to learn triggers.</summary>
    public static NetworkShape Surrogate(int channels, bool hasHighPass, int classes) => new(channels, hasHighPass, [new(16, true), new(32, true), new(64, false)], classes);

    /// <summary>The network of the training stage, twice and four times as wide as <see cref="Surrogate"/> where asked; it has no need to see weak triggers.</summary>
    public static NetworkShape Classifier(int channels, int widening, int classes) =>
        new(channels, HasHighPass: false, [new(16 * widening, true), new(32 * widening, true), new(64 * widening, false)], classes);

    /// <summary>Dimension of the features: the mean and the maximum of every channel of the last block.</summary>
    public int Features => 2 * Blocks[^1].Width;

    /// <summary>How many numbers a network of this shape consists of, as far as files hold them.</summary>
    internal long Numbers
    {
        get
        {
            var input = HasHighPass ? 2L * Channels : Channels;
            var sum = Classes * (Features + 1L);
            foreach (var block in Blocks)
            {
                // A kernel of nine for each pair of channels, and four numbers of the normalisation.
                sum += block.Width * ((9 * input) + 4);
                input = block.Width;
            }

            return sum;
        }
    }
}

/// <param name="Width">Channels that come out.</param>
/// <param name="HalvesSize">A 2 x 2 maximum follows.</param>
public readonly record struct ConvBlock(int Width, bool HalvesSize);
