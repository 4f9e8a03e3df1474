using System.Globalization;
using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using DatasetGuard.Benchmarks.Reversal;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Screening;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Screening;

/// <summary>Trains clean and backdoored models, and writes which images with a trigger are suspected as they come, and what an autoencoder in front leaves of the attack, as a Markdown table.</summary>
internal static class ScreenStudy
{
    private const int AutoencoderSeed = 1;

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table.</param>
    /// <param name="sets">Names of sets; all when empty.</param>
    /// <param name="isDevelopment">The models that the detectors were set up with, in the place of those that count.</param>
    /// <param name="only">Models whose text matches.</param>
    public static void Run(string data, TextWriter output, string[] sets, bool isDevelopment, Regex only)
    {
        LibTorch.EnsureLoaded();
        output.WriteLine("| model | accuracy | attack success | clean flagged, STRIP | clean flagged, autoencoder | clean batch fails | triggered flagged, STRIP | triggered flagged, autoencoder | either | accuracy through autoencoder | attack success through it | seconds of STRIP |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        List<ScreenRow> rows = [];
        foreach (var set in sets.Length > 0 ? sets : ZooPlan.Sets)
        {
            var zoo = ZooData.Load(data, set);
            var images = new ScreenImages(zoo);
            using var autoencoder = new Autoencoder(images.Learned.Channels, AutoencoderSeed);
            AutoencoderTrainer.Train(autoencoder, images.Learned, AutoencoderSeed, () => { }, default);
            foreach (var model in ScreenPlan.Of(set, isDevelopment).Where(model => only.IsMatch(model.ToString())))
            {
                rows.Add(Screen(model, zoo, images, autoencoder));
                output.WriteLine(rows[^1]);
                output.Flush();
            }
        }

        Sum(rows, output);
    }

    private static ScreenRow Screen(ZooModel model, ZooData zoo, ScreenImages images, Autoencoder autoencoder)
    {
        using var network = model.Train(zoo);
        using var classifier = new NetworkClassifier(network);
        var (clean, labels) = images.Clean(model);
        var triggered = model.Trigger is null ? null : images.Triggered(model);
        var overlays = images.Learned.Take([.. Enumerable.Range(0, Strip.DefaultOverlays)]);
        var before = Environment.CpuUsage.TotalTime;
        var strip = ScoredImages.Of(new Strip(classifier, overlays, givesProbabilities: false), images.Calibrating, clean, triggered);
        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds * 1_000 / (images.Calibrating.Count + clean.Count + (triggered?.Count ?? 0));
        return new ScreenRow(
            model,
            (Share(network, clean, labels), Share(network, autoencoder.Restore(clean), labels)),
            triggered is null ? (double.NaN, double.NaN) : (Success(triggered), Success(autoencoder.Restore(triggered))),
            strip,
            ScoredImages.Of(new Reconstruction(autoencoder, images.Learned), images.Calibrating, clean, triggered),
            seconds);

        double Success(ByteImages asked) => Share(network, asked, [.. Enumerable.Repeat(model.Target, asked.Count)]);
    }

    /// <summary>Of some images the share that a network says the given classes of.</summary>
    private static double Share(ConvNetwork network, ByteImages images, int[] labels)
    {
        var logits = NetworkJudge.Logits(network, images, [.. Enumerable.Range(0, images.Count)], jobs: 1, default);
        return labels.Index().Average(pair => TensorPrimitives.IndexOfMax(logits.AsSpan(pair.Index * ZooData.Classes, ZooData.Classes)) == pair.Item ? 1.0 : 0);
    }

    private static void Sum(List<ScreenRow> rows, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("| backdoored models | of them most triggered images flagged at 1 %: STRIP | autoencoder | either | triggered images flagged at 1 %, mean: STRIP | autoencoder | either | attack success, mean | through the autoencoder | accuracy, mean | through the autoencoder |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var kind in rows.Where(row => row.Model.Trigger is not null).GroupBy(row => row.Model.IsSourceSpecific ? "source-specific" : row.Model.Trigger!.Split(':')[0]))
        {
            string Mean(Func<ScreenRow, double> of) => (100 * kind.Average(of)).ToString("F1", CultureInfo.InvariantCulture) + " %";
            output.WriteLine($"| {kind.Key}, {kind.Count()} | {kind.Count(row => row.StripAtLow > 0.5)} | {kind.Count(row => row.ReconstructionAtLow > 0.5)} | {kind.Count(row => row.CaughtAtLow > 0.5)} | {Mean(row => row.StripAtLow)} | {Mean(row => row.ReconstructionAtLow)} | {Mean(row => row.CaughtAtLow)} "
                + $"| {Mean(row => row.Success.Plain)} | {Mean(row => row.Success.Restored)} | {Mean(row => row.Accuracy.Plain)} | {Mean(row => row.Accuracy.Restored)} |");
        }

        output.WriteLine();
        output.WriteLine($"Batches of 500 clean images that fail: {rows.Count(row => row.IsFalseAlarm)} of {rows.Count}.");
    }
}
