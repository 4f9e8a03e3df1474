using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Auditing.Triggers.Latent;

/// <summary>Walks pictures from their class to others in the codes of a variational autoencoder that was trained on the pictures of the audit.</summary>
/// <remarks>
/// z(l) = z + l (z_t - z_s), where z_s and z_t are the mean codes of both classes. What is shown to the model is the picture and what the autoencoder draws of the change, dec(z(l)) - dec(z): it begins at the picture itself, whatever the autoencoder is
/// too small to draw.
/// </remarks>
internal sealed class LatentWays : IDisposable
{
    /// <summary>Steps from a picture's own class to the other one.</summary>
    private const int StepsOfWay = 8;

    /// <summary>How many times as far as the other class.</summary>
    private const int MostWays = 2;

    /// <summary>Pictures that walk to a class at most.</summary>
    private const int MostPictures = 100;

    /// <summary>Main directions of the differences within the classes.</summary>
    private const int WithinDirections = 8;

    private const float Black = -ByteImages.Centre * ByteImages.Scale;
    private const float White = (byte.MaxValue - ByteImages.Centre) * ByteImages.Scale;

    private readonly TriggerData _data;
    private readonly IDifferentiable _model;
    private readonly VariationalAutoencoder _autoencoder;
    private readonly Tensor _codes;
    private readonly Tensor[] _means;
    private readonly Tensor _within;

    private LatentWays(TriggerData data, IDifferentiable model, VariationalAutoencoder autoencoder, Tensor codes)
    {
        (_data, _model, _autoencoder, _codes) = (data, model, autoencoder, codes);
        var rowsOf = data.Labels.Index().ToLookup(pair => pair.Item, pair => pair.Index);
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        _means = [.. Enumerable.Range(0, data.Classes.Count).Select(label => CodesOf([.. rowsOf[label]]).mean([0]).DetachFromDisposeScope())];
        var differences = cat([.. rowsOf.Select(of => CodesOf([.. of]) - _means[of.Key])]);
        _within = linalg.svd(differences, fullMatrices: false).Vh.narrow(0, 0, WithinDirections).DetachFromDisposeScope();
    }

    /// <summary>Whether pictures of this size have ways at all.</summary>
    public static bool Fit(ByteImages images) => Math.Min(images.Width, images.Height) >= VariationalAutoencoder.LeastSide;

    /// <param name="data">What triggers were looked for with.</param>
    /// <param name="model">What is audited.</param>
    /// <param name="settings">Where chance begins.</param>
    /// <param name="progress">Told of each batch.</param>
    /// <param name="cancellationToken">Stops after a batch.</param>
    public static LatentWays Train(TriggerData data, IDifferentiable model, AuditSettings settings, IScanProgress progress, CancellationToken cancellationToken)
    {
        progress.Begin("Training an autoencoder for the ways between classes", VariationalTrainer.UsualSteps);
        var pictures = ReducedPictures.Of(data.Images, [.. Enumerable.Range(0, data.Images.Count)], stamp: null);
        var autoencoder = new VariationalAutoencoder(pictures.Channels, pictures.Height, pictures.Width, settings.Seed);
        VariationalTrainer.Train(autoencoder, pictures, settings.Seed, VariationalTrainer.UsualSteps, () => progress.Advance(1), cancellationToken);
        return new LatentWays(data, model, autoencoder, Encode(autoencoder, pictures));
    }

    /// <summary>The way to a class from all others.</summary>
    /// <param name="found">Its trigger.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public LatentWay To(SearchedTrigger found, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        int[] rows = [.. found.Plan.HeldOut.Take(MostPictures).Select(picture => picture.Row)];
        var target = found.Plan.Target;
        var codes = CodesOf(rows);
        var ways = stack([.. rows.Select(row => _means[target] - _means[_data.Labels[row]])]);
        var pictures = _data.Images.Batch(rows);
        var drawn = _autoencoder.Decode(codes);
        var (lengths, steps) = (new double?[rows.Length], new List<byte[]>());
        int? firstTurned = null;
        for (var step = 0; step <= MostWays * StepsOfWay; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var ofStep = NewDisposeScope();
            var change = _autoencoder.Decode(codes.Plus(ways * TensorMath.Constant((double)step / StepsOfWay, codes))) - drawn;
            var shown = pictures.Plus(nn.functional.interpolate(change, size: [_data.Images.Height, _data.Images.Width], mode: InterpolationMode.Bilinear, align_corners: false))
                .clamp(TensorMath.Constant(Black, pictures), TensorMath.Constant(White, pictures));
            var said = Said(shown);
            var length = Values(TensorMath.RowLengths((shown - pictures).flatten(1)));
            for (var i = 0; i < rows.Length; i++)
            {
                if (said[i] == target)
                    lengths[i] ??= length[i] / (byte.MaxValue * ByteImages.Scale) / Math.Sqrt(_data.Images.Channels);
            }

            steps.Add(Bytes(shown[0]));
            if (said[0] == target)
                firstTurned ??= step;
        }

        double[] turned = [.. lengths.OfType<double>().Order()];
        return new LatentWay
        {
            Target = target,
            Turned = (double)turned.Length / rows.Length,
            Change = 2 * turned.Length >= rows.Length ? turned[(rows.Length - 1) / 2] : null,
            OffWays = OffWays(found, rows, codes),
            Steps = steps,
            FirstTurned = firstTurned,
        };
    }

    public void Dispose()
    {
        _autoencoder.Dispose();
        _codes.Dispose();
        _within.Dispose();
        foreach (var mean in _means)
            mean.Dispose();
    }

    private double OffWays(SearchedTrigger found, int[] rows, Tensor codes)
    {
        var target = found.Plan.Target;
        var move = (Encode(_autoencoder, ReducedPictures.Of(_data.Images, rows, found.Stamp)) - codes).mean([0]);
        var ways = stack([.. _means.Index().Where(one => one.Index != target).Select(one => _means[target] - one.Item)]);
        var plane = linalg.qr(cat([ways, _within]).transpose(0, 1), linalg.QRMode.Reduced).Q;
        var (all, along) = (TensorPrimitives.SumOfSquares<float>(Values(move)), TensorPrimitives.SumOfSquares<float>(Values(plane.transpose(0, 1).matmul(move))));
        return all > 0 ? Math.Clamp(1 - (along / all), 0, 1) : 0;
    }

    /// <summary>The means of the codes' distributions.</summary>
    private static Tensor Encode(VariationalAutoencoder autoencoder, ByteImages pictures)
    {
        const int BatchSize = 100;
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        int[] rows = [.. Enumerable.Range(0, pictures.Count)];
        return cat([.. rows.Chunk(BatchSize).Select(batch => autoencoder.Encode(pictures.Batch(batch)).Mean)]).MoveToOuterDisposeScope();
    }

    private Tensor CodesOf(int[] rows) => _codes[tensor(Array.ConvertAll(rows, row => (long)row))];

    private int[] Said(Tensor pictures)
    {
        var channels = Enumerable.Range(0, _data.Images.Channels).Select(_model.InputOf).ToArray();
        var scale = tensor(Array.ConvertAll(channels, channel => channel.Scale / (byte.MaxValue * ByteImages.Scale))).reshape(1, -1, 1, 1);
        var offset = tensor(Array.ConvertAll(channels, channel => channel.Offset + (channel.Scale * ByteImages.Centre / byte.MaxValue))).reshape(1, -1, 1, 1);
        var logits = Values(_model.Logits((pictures * scale).Plus(offset)));
        return [.. Enumerable.Range(0, (int)pictures.shape[0]).Select(row => TensorPrimitives.IndexOfMax(logits.AsSpan(row * _model.Outputs, _model.Outputs)))];
    }

    private static byte[] Bytes(Tensor picture) => Array.ConvertAll(Values(picture.permute(1, 2, 0)), value => (byte)Math.Clamp(MathF.Round((value / ByteImages.Scale) + ByteImages.Centre), 0, byte.MaxValue));

    private static float[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.contiguous().bytes).ToArray();
}
