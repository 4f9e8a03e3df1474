using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

/// <summary>Eight classes, each a bright row of an 8 x 8 picture, and a model that adds up the rows; its weights are what a test makes of them.</summary>
internal sealed class TemplateModel : IDifferentiable
{
    public const int Classes = 8;
    public const int Side = 8;

    /// <summary>No picture is bright there: the last column is left out of the rows.</summary>
    public const int Corner = (Side * Side) - 1;

    private readonly float[] _weights = new float[Classes * Side * Side];

    public TemplateModel()
    {
        LibTorch.EnsureLoaded();
        for (var label = 0; label < Classes; label++)
        {
            for (var x = 0; x < Side - 1; x++)
                Weight(label, (label * Side) + x) = 4;
        }
    }

    public string Description => "a model of a test";

    public string Digest => "0";

    public int Outputs => Classes;

    public (float Scale, float Offset) InputOf(int channel) => (2, -1);

    public ref float Weight(int label, int pixel) => ref _weights[(label * Side * Side) + pixel];

    public TemplateModel WithBackdoor(int target)
    {
        Weight(target, Corner) = 40;
        return this;
    }

    public ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Tensor Logits(Tensor pictures)
    {
        var weights = tensor(_weights, [Classes, Side * Side]);
        return pictures.flatten(1).mm(weights.t());
    }

    public void Dispose()
    {
    }

    public static TriggerData Draw(int perClass = 30, int seed = 1)
    {
        LibTorch.EnsureLoaded();
        var random = new Random(seed);
        var images = new ByteImages(Classes * perClass, Side, Side, 1);
        var labels = new int[images.Count];
        for (var i = 0; i < images.Count; i++)
        {
            labels[i] = i % Classes;
            for (var at = 0; at < images.Length; at++)
                images[i][at] = (byte)(at / Side == labels[i] && at % Side < Side - 1 ? 150 + random.Next(80) : random.Next(40));
        }

        string[] names = [.. Enumerable.Range(0, Classes).Select(label => $"row {label}")];
        return new TriggerData(new Dataset("rows", [], names, [], []), images, labels, names) { Usable = images.Count };
    }
}
