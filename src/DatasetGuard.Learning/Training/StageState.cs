using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training.Privacy;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Training;

/// <summary>Everything that changes while the training stage runs, and how it is kept between two runs.</summary>
internal sealed class StageState : IDisposable
{
    private readonly AdamW _optimizer;
    private readonly double _averageDecay;
    private readonly double _maxRate;
    private readonly string _fingerprint;
    private readonly List<EpochReport> _epochs = [];
    private float[][]? _best;

    /// <param name="shape">Of the network.</param>
    /// <param name="data">What it learns from.</param>
    /// <param name="recipe">How.</param>
    /// <param name="noiseKey">Of the numbers of DP-SGD; null without it.</param>
    public StageState(NetworkShape shape, TrainingImages data, TrainingRecipe recipe, byte[]? noiseKey)
    {
        using var scope = NewDisposeScope();
        Network = new ConvNetwork(shape, recipe.Seed);
        if (!Network.FitScale(data.Images, [.. data.SeenByClass.SelectMany(own => own).Order()]))
            throw new TrainingException("The encoder gives the same vector for every image that is trained on: nothing can be learned from it. Look whether features.mean and features.std are those that it was trained with.");

        Average = Network.Copy();
        Loss = new StageLoss(shape, data, recipe);
        _optimizer = new AdamW(Network.Parameters, recipe.WeightDecay);
        (_averageDecay, _maxRate) = (recipe.AverageDecay, recipe.MaxRate);
        _fingerprint = RunFingerprint.Of(shape, data, recipe);
        Secret = noiseKey is null ? null : new SecretStream(noiseKey);
    }

    public ConvNetwork Network { get; }

    /// <summary>The moving average of <see cref="Network"/>.</summary>
    public ConvNetwork Average { get; }

    public StageLoss Loss { get; }

    public IReadOnlyList<EpochReport> Epochs => _epochs;

    public int BestEpoch { get; private set; } = -1;

    /// <summary>Of the optimiser.</summary>
    public int Steps => _optimizer.Steps;

    /// <summary>Draws batches and noise of DP-SGD; null without it.</summary>
    public SecretStream? Secret { get; private set; }

    /// <summary>Down a gradient that was found in another way than backwards from <see cref="Loss"/>.</summary>
    public void Step(double rate, ReadOnlySpan<float> gradient)
    {
        _optimizer.Step(rate, gradient);
        Follow();
    }

    public void Step(double rate)
    {
        _optimizer.Step(rate);
        Loss.Step(rate / _maxRate);
        Follow();
    }

    public void End(EpochReport report, double leastGain)
    {
        _epochs.Add(report);
        if (BestEpoch >= 0 && report.HoldoutAccuracy < _epochs[BestEpoch].HoldoutAccuracy + leastGain)
            return;

        BestEpoch = report.Epoch;
        _best = AveragedWeights();
    }

    public ConvNetwork BestNetwork()
    {
        if (_best is null)
            throw new InvalidOperationException("No epoch has ended.");

        return NetworkOf(_best);
    }

    public ConvNetwork AveragedNetwork() => NetworkOf(AveragedWeights());

    public void Save(Stream output)
    {
        var tensors = Places().Select(place => new SafeTensor(place.Name, place.Shape, place.Values().ToArray())).ToList();
        SafeTensorsWriter.Write(output, tensors, CheckpointText.Write(new CheckpointText(_fingerprint, _optimizer.Steps, BestEpoch, _epochs) { LossSteps = Loss.Steps, NoiseKey = Secret?.Key.ToArray() }));
    }

    public void Restore(string path)
    {
        _best ??= AveragedWeights();
        var places = Places();
        var (tensors, texts) = SafeTensorsReader.Read(path, [.. places.Select(place => (place.Name, place.Shape))]);
        var text = CheckpointText.Read(path, texts);
        if (text.Fingerprint != _fingerprint)
            throw new ModelException($"'{Core.Printable.Text(path)}' is of another run: of other images, other options or another seed. Give what that run was given, or begin anew without --resume.");

        if (Secret is not null)
            RestoreSecret(text.NoiseKey ?? throw new ModelException($"'{Core.Printable.Text(path)}' lacks the key of its noise. Begin anew without --resume."));

        foreach (var (place, tensor) in places.Zip(tensors))
            tensor.Values.CopyTo(place.Values());

        _epochs.Clear();
        _epochs.AddRange(text.Epochs);
        (BestEpoch, _optimizer.Steps, Loss.Steps) = (text.BestEpoch, text.Steps, text.LossSteps);
    }

    public void Dispose()
    {
        Network.Dispose();
        Average.Dispose();
        Loss.Dispose();
        Secret?.Dispose();
    }

    private void Follow()
    {
        // At first the average follows faster: else it would long be mostly what training began with.
        var keep = (float)Math.Min(_averageDecay, (1.0 + _optimizer.Steps) / (10 + _optimizer.Steps));
        foreach (var (average, current) in Average.State.Zip(Network.State))
            TensorPrimitives.Lerp(Values(current.Value), Values(average.Value), keep, Values(average.Value));
    }

    /// <summary>Other noise on the same images would reveal more of them than is accounted for.</summary>
    private void RestoreSecret(byte[] key)
    {
        Secret!.Dispose();
        Secret = new SecretStream(key);
    }

    /// <summary>Every array that a checkpoint holds.</summary>
    private List<Place> Places()
    {
        var places = new List<Place>();
        foreach (var (prefix, network) in (IEnumerable<(string, ConvNetwork)>)[("network", Network), ("average", Average)])
            places.AddRange(network.State.Select(part => new Place($"{prefix}.{part.Name}", part.Value.shape, () => Values(part.Value))));

        places.AddRange(Average.State.Select((part, i) => new Place($"best.{part.Name}", part.Value.shape, () => _best![i])));
        places.AddRange(_optimizer.Moments.Select((moment, i) => new Place($"moments.{i}", [moment.Length], () => moment)));
        foreach (var ((parameter, moments), i) in Loss.Learned.Select((learned, i) => (learned, i)))
        {
            places.Add(new Place($"loss.{i}", parameter.shape, () => Values(parameter)));
            places.AddRange(moments.Select((moment, k) => new Place($"loss.{i}.moments.{k}", [moment.Length], () => moment)));
        }

        return places;
    }

    private float[][] AveragedWeights() => [.. Average.State.Select(part => Values(part.Value).ToArray())];

    private ConvNetwork NetworkOf(float[][] weights)
    {
        var network = new ConvNetwork(Network.Shape, seed: 0);
        foreach (var (part, values) in network.State.Zip(weights))
            values.CopyTo(Values(part.Value));

        return network;
    }

    private static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private delegate Span<float> ValuesOf();

    private sealed record Place(string Name, IReadOnlyList<long> Shape, ValuesOf Values);
}
