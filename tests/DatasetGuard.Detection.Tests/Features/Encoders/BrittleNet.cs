using DatasetGuard.Learning.Runtime;
using DatasetGuard.RedTeam;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Detection.Tests.Features.Encoders;

/// <summary>
/// An encoder with the weakness of trained ones in the plainest form: 48 means of the picture's parts, each of which can also be reached by a faint
/// pattern of stripes one pixel wide, which pictures do not have unless somebody puts it there.
/// </summary>
internal sealed class BrittleNet
{
    public const int Length = 48;
    private const int Side = 32;
    private const int Part = 8;
    private const float Gain = 12;

    private readonly float[] _weights = new float[Length * 3 * Side * Side];

    public BrittleNet()
    {
        LibTorch.EnsureLoaded();
        var random = SplitMix64.For(1, "brittle");
        for (var feature = 0; feature < Length; feature++)
        {
            var signs = Enumerable.Range(0, 3 * Part * Part).Select(_ => random.Next(2) == 0 ? -Gain : Gain).ToArray();
            for (var i = 0; i < 3 * Side * Side; i++)
            {
                var (channel, y, x) = (i / (Side * Side), i / Side % Side, i % Side);
                var stripes = signs[(((channel * Part) + (y / 4)) * Part) + (x / 4)] * (x % 2 == 0 ? 1 : -1) / (3 * Side * Side);
                var isOwn = ((channel * 16) + (y / Part * 4) + (x / Part)) == feature;
                _weights[(feature * 3 * Side * Side) + i] = stripes + (isOwn ? 1f / (Part * Part) : 0);
            }
        }
    }

    /// <summary>Pictures (N, 3, 32, 32) with values from 0 to 1 to features; can be differentiated.</summary>
    public Tensor Encode(Tensor pictures) => pictures.flatten(1).mm(TensorEncoder.ToTensor(_weights, Length, 3 * Side * Side).t());

    public TensorEncoder AsEncoder() => new(Encode, Length);

    public OnnxFile ToOnnx() => new OnnxFile()
        .Input("pictures", [-1, 3, Side, Side])
        .Weights("weights", [Length, 3 * Side * Side], _weights).Weights("zero", [Length], new float[Length])
        .Node("Flatten", ["pictures"], "flat").Node("Gemm", ["flat", "weights", "zero"], "features", ("transB", [1]))
        .Output("features", -1, Length);
}
