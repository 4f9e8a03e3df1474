using System.Globalization;
using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Auditing.Triggers.Latent;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Benchmarks.Reversal;

/// <summary>Whether the ways between the classes, as a variational autoencoder draws them, tell the target of a backdoor from the other classes: its rank by several measures, as a Markdown table.</summary>
internal static class WayStudy
{
    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table.</param>
    /// <param name="sets">Names of sets; all when empty.</param>
    /// <param name="isDevelopment">The models that thresholds were drawn on, in the place of those that count.</param>
    /// <param name="only">Models whose text matches; of those with a backdoor of all classes.</param>
    public static void Run(string data, TextWriter output, string[] sets, bool isDevelopment, Regex only)
    {
        LibTorch.EnsureLoaded();
        output.WriteLine("| model | turned on the way to each class | to the target | rank of the target by its mask | by the change | beside real pixels | beside the way | off the ways | seconds of processor for the ways |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var set in sets.Length > 0 ? sets : ZooPlan.Sets)
        {
            var zoo = ZooData.Load(data, set);
            foreach (var model in ZooPlan.Of(set, isDevelopment).Where(model => model is { Trigger: not null, IsSourceSpecific: false } && only.IsMatch(model.ToString())))
            {
                output.WriteLine(Row(model, zoo));
                output.Flush();
            }
        }
    }

    private static string Row(ZooModel model, ZooData zoo)
    {
        using var network = model.Train(zoo);
        var data = ReversalStudy.AuditData(model, zoo);
        using var gradients = new NetworkGradients(network, data.Images.Width, data.Images.Height, digest: "");
        var settings = new AuditSettings { Seed = model.Seed, Jobs = Environment.ProcessorCount };
        var logits = ModelLogits.Of(gradients, data.Images, settings.Jobs, default);
        int[] said = [.. Enumerable.Range(0, data.Images.Count).Select(row => TensorPrimitives.IndexOfMax(logits.AsSpan(row * gradients.Outputs, gradients.Outputs)))];
        var found = new SearchedTrigger[gradients.Outputs];
        ParallelWork.For(found.Length, settings.Jobs, target =>
        {
            var plan = TriggerPlan.Of(data.Labels, said, target, source: null, model.Seed) ?? throw new InvalidOperationException($"{model} knows too few images of class {target}.");
            found[target] = SearchedTrigger.Find(gradients, data.Images, plan, references: null, model.Seed, attempt: 0, default);
        }, default);

        var before = Environment.CpuUsage.TotalTime;
        using var latent = LatentWays.Train(data, gradients, settings, SilentProgress.Instance, default);
        var ways = Array.ConvertAll(found, one => latent.To(one, default));
        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        string[] cells =
        [
            $"{model}",
            $"{Percent(ways.Min(way => way.Turned))} to {Percent(ways.Max(way => way.Turned))}",
            Percent(ways[model.Target].Turned),
            Rank(found.Select(one => one.Stamp.Size)),
            Rank(found.Select(one => one.Effect.Change)),
            Rank(found.Select(one => one.Effect.Change / one.Natural!.Value.Change)),
            ways[model.Target].Change is null ? "none" : Rank(found.Zip(ways).Select(pair => pair.First.Effect.Change / (pair.Second.Change ?? double.NaN))),
            Rank(ways.Select(way => -way.OffWays)),
            seconds.ToString("F0", CultureInfo.InvariantCulture),
        ];
        return $"| {string.Join(" | ", cells)} |";

        // The smallest is the first; classes without a value do not count.
        string Rank(IEnumerable<double> values)
        {
            double[] all = [.. values];
            return $"{1 + all.Count(value => value < all[model.Target])} of {all.Count(double.IsFinite)}";
        }
    }

    private static string Percent(double share) => (100 * share).ToString("F0", CultureInfo.InvariantCulture) + " %";
}
