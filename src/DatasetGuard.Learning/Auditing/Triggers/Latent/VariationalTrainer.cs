using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using static TorchSharp.torch;

namespace DatasetGuard.Learning.Auditing.Triggers.Latent;

/// <summary>Trains a variational autoencoder on one thread. The same pictures and seed give the same weights.</summary>
/// <remarks>
/// The bound of Kingma and Welling (2014), equation 10, with the variance of the pixels that fits each batch best (Rybkin, Daniilidis and Levine, "Simple and Effective VAE Training with Calibrated Decoders", ICML 2021, optimal sigma): half the number of
/// values of a picture times the logarithm of the mean of squared errors, and the divergence of the codes. So neither of the two has a weight that would have to be tuned to the data.
/// </remarks>
internal static class VariationalTrainer
{
    /// <summary>Batches that serve.</summary>
    public const int UsualSteps = 1_500;

    private const int BatchSize = 32;

    /// <summary>Of the mean of squared errors: a batch of empty pictures has a logarithm as well.</summary>
    private const double LeastError = 1e-4;

    private static readonly TrainingSchedule Schedule = new() { MaxRate = 0.0015, WeightDecay = 0 };

    /// <param name="autoencoder">Is changed.</param>
    /// <param name="pictures">At least one, in an order that does not depend on how they were read.</param>
    /// <param name="seed">Decides the order, and what is drawn from the distributions of the codes.</param>
    /// <param name="steps">Batches.</param>
    /// <param name="trained">Told of each batch.</param>
    /// <param name="cancellationToken">Stops after the batch.</param>
    public static void Train(VariationalAutoencoder autoencoder, ByteImages pictures, int seed, int steps, Action trained, CancellationToken cancellationToken)
    {
        var random = Streams.For(seed, Streams.Purpose.Triggers, 10);
        var optimizer = new AdamW(autoencoder.Parameters, Schedule.WeightDecay);
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = pictures.Batch(Draw(pictures.Count, random));
            var (mean, logVariance) = autoencoder.Encode(batch);
            var variance = logVariance.exp();
            var codes = mean.Plus(variance.sqrt() * tensor(Normal(random)).reshape(mean.shape));
            var error = nn.functional.mse_loss(autoencoder.Decode(codes), batch);

            // Twice the bound over the values of a picture; what is constant has no slope.
            var divergence = (mean.mul(mean).Plus(variance) - logVariance).sum(1).mean();
            error.Plus(TensorMath.Constant(LeastError, error)).log().Plus(divergence * TensorMath.Constant(1.0 / pictures.Length, error)).backward();
            optimizer.Step(Schedule.RateAt(step, steps));
            trained();
        }
    }

    private static int[] Draw(int count, Random random)
    {
        var rows = new int[BatchSize];
        foreach (ref var row in rows.AsSpan())
            row = random.Next(count);

        return rows;
    }

    /// <summary>Box and Muller (1958).</summary>
    private static float[] Normal(Random random)
    {
        var values = new float[BatchSize * VariationalAutoencoder.Dimensions];
        foreach (ref var value in values.AsSpan())
            value = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

        return values;
    }
}
