using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Benchmarks.Collisions;

/// <summary>The encoder that is attacked: three convolutions of 24, 48 and 96 filters, each with a maximum over 2 x 2, and 256 features behind.</summary>
internal sealed class VictimNet : Module<Tensor, Tensor>
{
    private const int BatchSize = 128;
    private const int FeatureCount = 256;
    private const double Rate = 4e-3;
    private static readonly Scalar Middle = 0.5.ToScalar();
    private static readonly Scalar Steepness = 4.0.ToScalar();

    private readonly Module<Tensor, Tensor> _features;
    private readonly Module<Tensor, Tensor> _head;

    public VictimNet(int channels, int side, int classes, int seed)
        : base(nameof(VictimNet))
    {
        manual_seed(seed);
        _features = Sequential(
            [.. Stage("1", channels, 24), .. Stage("2", 24, 48), .. Stage("3", 48, 96),
                ("flat", Flatten()), ("full", Linear(96 * (side / 8) * (side / 8), FeatureCount)), ("last", ReLU())]);
        _head = Linear(FeatureCount, classes);
        RegisterComponents();
    }

    public static int Length => FeatureCount;

    public override Tensor forward(Tensor pictures) => _head.call(Encode(pictures));

    /// <param name="pictures">N, C, H, W with values from 0 to 1.</param>
    public Tensor Encode(Tensor pictures) => _features.call((pictures - Middle) * Steepness);

    /// <summary>Cross-entropy, AdamW with one cycle of the rate, no augmentation; the order of the images comes from the seed.</summary>
    public void Train(StudySet set, int epochs, int seed)
    {
        train();
        var order = Enumerable.Range(0, set.Images.Count).ToArray();
        var random = SplitMix64.For(seed, "victim");
        using var optimizer = optim.AdamW(parameters(), lr: Rate);
        var schedule = optim.lr_scheduler.OneCycleLR(optimizer, max_lr: Rate, total_steps: epochs * (order.Length / BatchSize));
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order.AsSpan());
            for (var first = 0; first + BatchSize <= order.Length; first += BatchSize)
            {
                using var scope = NewDisposeScope();
                var batch = order.AsSpan(first, BatchSize).ToArray();
                optimizer.zero_grad();
                functional.cross_entropy(call(ToTensor(batch.Select(i => set.Images[i]).ToArray())), tensor(batch.Select(i => (long)set.Labels[i]).ToArray())).backward();
                optimizer.step();
                schedule.step();
            }
        }

        eval();
        foreach (var parameter in parameters())
            parameter.requires_grad_(false);
    }

    public double Accuracy(StudySet set) => (double)Predictions(set.Images).Zip(set.Labels).Count(pair => pair.First == pair.Second) / set.Images.Count;

    public int[] Predictions(IReadOnlyList<PixelBuffer> images)
    {
        using var still = no_grad();
        return [.. images.Chunk(BatchSize).SelectMany(chunk =>
        {
            using var scope = NewDisposeScope();
            return call(ToTensor(chunk)).argmax(1).data<long>().ToArray().Select(label => (int)label);
        })];
    }

    public static Tensor ToTensor(IReadOnlyList<PixelBuffer> pictures)
    {
        var (channels, places) = (pictures[0].Channels, pictures[0].Width * pictures[0].Height);
        var result = empty(pictures.Count, channels, pictures[0].Height, pictures[0].Width);
        var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(result.bytes);
        for (var i = 0; i < values.Length; i++)
            values[i] = pictures[i / (channels * places)].Data[((i % places) * channels) + (i / places % channels)] / 255f;

        return result;
    }

    private static (string, Module<Tensor, Tensor>)[] Stage(string name, int from, int to) =>
    [
        ($"convolution{name}", Conv2d(from, to, kernel_size: 3, padding: 1)),
        ($"norm{name}", BatchNorm2d(to)),
        ($"active{name}", ReLU()),
        ($"pool{name}", MaxPool2d(2)),
    ];
}
