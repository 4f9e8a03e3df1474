using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>A normalisation with a gain and a shift for each channel.</summary>
internal sealed class NormLayer : IDisposable
{
    public const double Epsilon = 1e-5;

    private const double Momentum = 0.1;

    /// <summary>Of a group: fewer have hardly a mean.</summary>
    private const int LeastChannels = 4;

    private const int MostGroups = 16;

    private readonly Tensor _gain;
    private readonly Tensor _shift;
    private readonly Tensor? _mean;
    private readonly Tensor? _variance;
    private readonly int _groups;

    public NormLayer(Normalisation kind, int width)
    {
        _gain = ones(width);
        _shift = zeros(width);
        _groups = Groups(width);
        if (kind == Normalisation.Group)
            return;

        _mean = zeros(width).DetachFromDisposeScope();
        _variance = ones(width).DetachFromDisposeScope();
    }

    public Tensor[] Parameters => [_gain, _shift];

    public IEnumerable<(string Name, Tensor Value)> State(string name)
    {
        yield return ($"{name}.weight", _gain);
        yield return ($"{name}.bias", _shift);
        if (_mean is null || _variance is null)
            yield break;

        yield return ($"{name}.running_mean", _mean);
        yield return ($"{name}.running_var", _variance);
    }

    public Tensor Forward(Tensor x, bool isTraining) => _mean is null
        ? group_norm(x, _groups, _gain, _shift, Epsilon)
        : batch_norm(x, _mean, _variance, _gain, _shift, isTraining, Momentum, Epsilon);

    public void Dispose()
    {
        _mean?.Dispose();
        _variance?.Dispose();
    }

    /// <summary>As many as divide the channels and leave enough to each.</summary>
    internal static int Groups(int width)
    {
        var groups = Math.Clamp(width / LeastChannels, 1, MostGroups);
        while (width % groups != 0)
            groups--;

        return groups;
    }
}
