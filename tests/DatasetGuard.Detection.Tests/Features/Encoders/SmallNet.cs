using System.Runtime.InteropServices;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.RedTeam;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Detection.Tests.Features.Encoders;

/// <summary>Two convolutions and a full layer with weights by chance, for pictures of 32 x 32: as a function, as an encoder, and as an ONNX file.</summary>
internal sealed class SmallNet
{
    public const int Length = 48;
    private const int First = 12;
    private const int Second = 24;

    private readonly float[] _first;
    private readonly float[] _second;
    private readonly float[] _full;

    public SmallNet(int seed = 1)
    {
        LibTorch.EnsureLoaded();
        var random = SplitMix64.For(seed, "small net");
        _first = Draw(random, First * 3 * 9, 3 * 9);
        _second = Draw(random, Second * First * 9, First * 9);
        _full = Draw(random, Length * Second * 64, Second * 64);
    }

    /// <summary>Pictures (N, 3, 32, 32) with values from 0 to 1 to features; can be differentiated.</summary>
    public Tensor Encode(Tensor pictures)
    {
        var hidden = Pool(nn.functional.relu(nn.functional.conv2d(pictures - Filled(pictures, 0.5f), ToTensor(_first, First, 3, 3, 3), padding: [1, 1])));
        hidden = Pool(nn.functional.relu(nn.functional.conv2d(hidden, ToTensor(_second, Second, First, 3, 3), padding: [1, 1])));
        return nn.functional.relu(hidden.flatten(1).mm(ToTensor(_full, Length, Second * 64).t()));

        static Tensor Pool(Tensor map) => nn.functional.max_pool2d(map, kernel_size: [2, 2]);
    }

    /// <summary>The same with mean 0.5, and the features before ten classes as the last-but-one output.</summary>
    public OnnxFile ToOnnx() => new OnnxFile()
        .Input("pictures", [-1, 3, 32, 32])
        .Weights("w1", [First, 3, 3, 3], _first).Weights("w2", [Second, First, 3, 3], _second).Weights("w3", [Length, Second * 64], _full)
        .Weights("w4", [10, Length], Draw(SplitMix64.For(1, "head"), 10 * Length, Length)).Weights("zero", [Length], new float[Length]).Weights("zeros", [10], new float[10])
        .Node("Conv", ["pictures", "w1"], "c1", ("pads", [1, 1, 1, 1])).Node("Relu", ["c1"], "r1").Node("MaxPool", ["r1"], "p1", ("kernel_shape", [2, 2]), ("strides", [2, 2]))
        .Node("Conv", ["p1", "w2"], "c2", ("pads", [1, 1, 1, 1])).Node("Relu", ["c2"], "r2").Node("MaxPool", ["r2"], "p2", ("kernel_shape", [2, 2]), ("strides", [2, 2]))
        .Node("Flatten", ["p2"], "flat").Node("Gemm", ["flat", "w3", "zero"], "full", ("transB", [1])).Node("Relu", ["full"], "features")
        .Node("Gemm", ["features", "w4", "zeros"], "classes", ("transB", [1]))
        .Output("features", -1, Length).Output("classes", -1, 10);

    public IEncoder AsEncoder() => new TensorEncoder(Encode, Length);

    private static float[] Draw(SplitMix64 random, int count, int inputs)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (float)(((2 * random.NextDouble()) - 1) * Math.Sqrt(6.0 / inputs));

        return values;
    }

    private static Tensor Filled(Tensor like, float value)
    {
        var result = empty(like.shape, dtype: ScalarType.Float32);
        MemoryMarshal.Cast<byte, float>(result.bytes).Fill(value);
        return result;
    }

    private static Tensor ToTensor(float[] values, params long[] shape) => TensorEncoder.ToTensor(values, shape);
}
