namespace DatasetGuard.Learning.Networks;

/// <summary>
/// A convolutional classifier: blocks of 3 x 3 convolutions, then the mean, and where wanted the maximum, of each channel over the picture. Without any block a linear layer on the
/// feature vectors that an encoder gives.
/// </summary>
/// <param name="Channels">Of the images: 1 or 3. Without any block the length of a feature vector.</param>
/// <param name="HasHighPass">
/// The input also has the high-pass residual of each channel. It is what lets a small network learn weak triggers such as noise.
/// </param>
/// <param name="Blocks">From the input on.</param>
/// <param name="Classes">Number of outputs.</param>
public sealed record NetworkShape(int Channels, bool HasHighPass, IReadOnlyList<ConvBlock> Blocks, int Classes)
{
    /// <summary>Pictures are scaled down to this side for the small networks, which stand for a user's.</summary>
    public const int MaxSide = 48;

    /// <summary>Deep networks see more of a picture.</summary>
    private const int DeepMaxSide = 64;

    /// <summary>So many images are asked about at once.</summary>
    private const int ManyRows = 256;

    /// <summary>The first layers of a deep network keep a megabyte of each picture.</summary>
    private const int FewRows = 32;

    /// <summary>What brings the channels after each convolution into a range.</summary>
    public Normalisation Normalisation { get; init; }

    /// <summary>The features have the maximum of each channel beside its mean.</summary>
    public bool HasMaximum { get; init; } = true;

    /// <summary>The network that stands for a user's: small enough to be trained in seconds, large enough to learn triggers.</summary>
    /// <param name="channels">Of the images.</param>
    /// <param name="hasHighPass">As <see cref="HasHighPass"/>.</param>
    /// <param name="classes">Number of outputs.</param>
    /// <param name="widening">How many times as wide as the usual one.</param>
    public static NetworkShape Surrogate(int channels, bool hasHighPass, int classes, int widening = 1) =>
        new(channels, hasHighPass, [new(16 * widening, true), new(32 * widening, true), new(64 * widening, false)], classes);

    /// <summary>The network of the training stage. It has no need to see weak triggers.</summary>
    /// <param name="channels">Of the images.</param>
    /// <param name="side">The smaller one of the images: a picture of a pixel or two is not halved.</param>
    /// <param name="widening">How many times as wide as <see cref="Surrogate"/>.</param>
    /// <param name="classes">Number of outputs.</param>
    public static NetworkShape Classifier(int channels, int side, int widening, int classes) =>
        new(channels, HasHighPass: false, [new(16 * widening, side >= 2), new(32 * widening, side >= 4), new(64 * widening, false)], classes);

    /// <summary>He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition" (CVPR 2016), table 1, 18 layers, with the stem of section 4.2 for small pictures.</summary>
    /// <remarks>One 3 x 3 convolution that keeps the size stands where pictures of 224 pixels have a 7 x 7 one and a maximum, which would leave little of 32 pixels.</remarks>
    public static NetworkShape ResNet18(int channels, int classes)
    {
        List<ConvBlock> blocks = [new(64, HalvesSize: false)];
        foreach (var width in (int[])[64, 128, 256, 512])
            blocks.AddRange([new(width, HalvesSize: width > 64, IsResidual: true), new(width, HalvesSize: false, IsResidual: true)]);

        return new NetworkShape(channels, HasHighPass: false, blocks, classes) { HasMaximum = false };
    }

    /// <summary>A linear layer on the features of a frozen encoder, a linear probe: Alain and Bengio, "Understanding intermediate layers using linear classifier probes" (2016, arXiv 1610.01644).</summary>
    /// <param name="features">Length of a feature vector.</param>
    /// <param name="classes">Number of outputs.</param>
    public static NetworkShape Linear(int features, int classes) => new(features, HasHighPass: false, [], classes) { HasMaximum = false };

    /// <summary>It sees no pictures, but feature vectors.</summary>
    public bool IsLinear => Blocks.Count == 0;

    /// <summary>Dimension of the features.</summary>
    public int Features => IsLinear ? Channels : (HasMaximum ? 2 : 1) * Blocks[^1].Width;

    /// <summary>Larger pictures are scaled down to this side.</summary>
    public int LargestSide => IsDeep ? DeepMaxSide : MaxSide;

    /// <summary>So many images are asked about at once at most.</summary>
    internal int RowsAtOnce => IsDeep ? FewRows : ManyRows;

    /// <summary>How many numbers a network of this shape consists of, as far as files hold them.</summary>
    internal long Numbers
    {
        get
        {
            var perChannel = Normalisation == Normalisation.Batch ? 4 : 2;
            if (IsLinear)
                return (Classes * (Features + 1L)) + (Normalisation == Normalisation.Batch ? 2L * Features : 0);

            return (Classes * (Features + 1L)) + Blocks.Select((block, i) => block.Numbers(InputOf(i), perChannel)).Sum();
        }
    }

    /// <summary>The smaller side that a picture needs at least.</summary>
    internal int LeastSide => 1 << Math.Min(30, Blocks.Count(block => block is { HalvesSize: true, IsResidual: false }));

    /// <summary>Channels that come into a block.</summary>
    internal int InputOf(int block) => block > 0 ? Blocks[block - 1].Width : HasHighPass ? 2 * Channels : Channels;

    private bool IsDeep => Blocks.Any(block => block.IsResidual);
}
