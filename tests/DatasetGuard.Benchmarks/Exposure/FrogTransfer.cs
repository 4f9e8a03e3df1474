using System.Numerics.Tensors;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using DatasetGuard.RedTeam;
using DatasetGuard.RedTeam.Attacks.Collisions;
using static TorchSharp.torch;

namespace DatasetGuard.Benchmarks.Exposure;

/// <summary>
/// Poison Frogs in transfer (Shafahi et al., NeurIPS 2018, section 3): the features of a trained network stay as they are, and a new last layer learns to tell two classes apart from a
/// hundred other images of each and one poison, which has the features of a target of the one class and the look and the label of the other. How many targets are then called by that label.
/// </summary>
internal static class FrogTransfer
{
    private const int Targets = 30;
    private const int PerClass = 100;
    private const int Steps = 1_000;
    private const double Rate = 0.02;

    /// <returns>The share of the targets, all of which the last layer gets right without the poison.</returns>
    public static double Success(ConvNetwork network, ExposureData set, int seed)
    {
        var encoder = new NetworkEncoder(network);
        var random = SplitMix64.For(seed, "frogs");
        List<Case> cases = [.. set.NonMembers.Select(target => Case.Draw(set, target, random)).Where(drawn => Says(encoder, set, drawn, poison: null) == 0).Take(Targets)];
        var poisons = new PoisonFrogs().Craft(
            encoder.Encode, NetworkEncoder.Pictures(set.Images, cases.Select(drawn => drawn.Base)), NetworkEncoder.Pictures(set.Images, cases.Select(drawn => drawn.Target)), default);
        var crafted = encoder.Features(NetworkEncoder.Images(poisons), [.. Enumerable.Range(0, poisons.Count)]);
        var width = crafted.Length / cases.Count;
        return cases.Where((drawn, i) => Says(encoder, set, drawn, crafted[(i * width)..((i + 1) * width)]) == 1).Count() / (double)cases.Count;
    }

    /// <summary>0 for the target's own class.</summary>
    private static int Says(NetworkEncoder encoder, ExposureData set, Case drawn, float[]? poison)
    {
        var known = encoder.Features(set.Images, [.. drawn.Own, .. drawn.Others]);
        int[] labels = [.. drawn.Own.Select(_ => 0), .. drawn.Others.Select(_ => 1)];
        return Prediction([.. known, .. poison ?? []], poison is null ? labels : [.. labels, 1], encoder.Features(set.Images, [drawn.Target]));
    }

    /// <summary>What a last layer says that was trained on features by full batches of cross-entropy.</summary>
    private static int Prediction(float[] known, int[] labels, float[] asked)
    {
        using var scope = NewDisposeScope();
        var x = tensor(known, [labels.Length, asked.Length]);
        var y = tensor(Array.ConvertAll(labels, label => (long)label));
        var (weight, bias) = (zeros(2, asked.Length).requires_grad_(), zeros(2).requires_grad_());
        var descent = new AdamW([weight, bias], weightDecay: 0);
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            nn.functional.cross_entropy(nn.functional.linear(x, weight, bias), y).backward();
            descent.Step(Rate);
        }

        using var withoutGraph = no_grad();
        return TensorPrimitives.IndexOfMax<float>(nn.functional.linear(tensor(asked, [1, asked.Length]), weight, bias).data<float>().ToArray());
    }

    /// <param name="Target">An image that is not changed.</param>
    /// <param name="Base">The image that the poison is made of.</param>
    /// <param name="Own">Other images of the target's class.</param>
    /// <param name="Others">Other images of the base's class.</param>
    private sealed record Case(int Target, int Base, int[] Own, int[] Others)
    {
        public static Case Draw(ExposureData set, int target, SplitMix64 random)
        {
            var own = set.Labels[target];
            var other = (own + 1 + random.Next(set.Classes - 1)) % set.Classes;
            int[] bases = [.. set.SpareOf(other)];
            int[] Some(int label) => [.. set.Reference.Where(row => set.Labels[row] == label).Take(PerClass)];
            return new Case(target, bases[random.Next(bases.Length)], Some(own), Some(other));
        }
    }
}
