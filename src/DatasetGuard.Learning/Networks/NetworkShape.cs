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

    /// <summary>The network of the training stage. It has no need to see weak triggers.</summary>
    /// <param name="channels">Of the images.</param>
    /// <param name="side">The smaller one of the images: a picture of a pixel or two is not halved.</param>
    /// <param name="widening">How many times as wide as <see cref="Surrogate"/>.</param>
    /// <param name="classes">Number of outputs.</param>
    public static NetworkShape Classifier(int channels, int side, int widening, int classes) =>
        new(channels, HasHighPass: false, [new(16 * widening, side >= 2), new(32 * widening, side >= 4), new(64 * widening, false)], classes);

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
