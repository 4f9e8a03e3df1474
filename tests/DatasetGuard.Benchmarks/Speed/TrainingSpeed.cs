using System.Diagnostics;
using System.Globalization;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>Images a second of processor time in training, beside the same networks in PyTorch; in turn, medians, one thread each.</summary>
internal static class TrainingSpeed
{
    private const int Runs = 3;
    private const int Images = 10_000;
    private const int Holdout = 500;
    private const int Epochs = 2;
    private const int Classes = 10;

    public static void Run(TextWriter output)
    {
        LibTorch.EnsureLoaded();
        var random = new Random(1);
        var images = new ByteImages(Images + Holdout, 32, 32, 3);
        for (var i = 0; i < images.Count; i++)
            random.NextBytes(images[i]);

        int[] labels = [.. Enumerable.Range(0, images.Count).Select(_ => random.Next(Classes))];
        Write(output, "surrogate of a scan", ("DatasetGuard", () => Surrogate(images, labels)), ("PyTorch", () => Python("surrogate")), ("PyTorch, channels last", () => Python("surrogate", "channels_last")));
        Write(
            output,
            "training stage, small network",
            ("DatasetGuard, cross-entropy", () => Stage(images, labels, new TrainingRecipe { Loss = new LossPlan(TrainingLoss.CrossEntropy) })),
            ("PyTorch, cross-entropy", () => Python("small")),
            ("PyTorch, cross-entropy, channels last", () => Python("small", "channels_last")),
            ("DatasetGuard, margin loss", () => Stage(images, labels, new TrainingRecipe())),
            ("DatasetGuard, the default", () => Stage(images, labels, new TrainingRecipe { Dropout = TrainingRecipe.DropoutWithoutFlips, Augmentation = new Augmentation { Shift = 3 } })));
    }

    /// <summary>The first is compared with the others.</summary>
    private static void Write(TextWriter output, string title, params (string Name, Func<double> Measure)[] rows)
    {
        var rates = rows.Select(_ => new List<double>()).ToArray();
        for (var run = 0; run < Runs; run++)
        {
            foreach (var (row, own) in rows.Zip(rates))
                own.Add(row.Measure());
        }

        double[] medians = [.. rates.Select(own => own.Order().ElementAt(own.Count / 2))];
        output.WriteLine($"| {title}, one thread, median of {Runs} | images a second of processor time | the first over it |\n| --- | --- | --- |");
        foreach (var (row, median) in rows.Zip(medians))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {row.Name} | {median:F0} | {medians[0] / median:F2} |"));

        output.WriteLine();
        output.Flush();
    }

    private static double Surrogate(ByteImages images, int[] labels)
    {
        using var network = new ConvNetwork(NetworkShape.Surrogate(3, hasHighPass: true, Classes), seed: 1);
        return Rate(images.Count, () => NetworkTrainer.Train(network, images, labels, new TrainingSchedule { Epochs = Epochs }, seed: 1, _ => { }, default));
    }

    /// <summary>With the average of the weights and the judging after each epoch, which PyTorch is not asked for.</summary>
    private static double Stage(ByteImages images, int[] labels, TrainingRecipe recipe)
    {
        var data = new TrainingImages { Images = images, Labels = labels, Classes = Classes, Training = [.. Enumerable.Range(0, Images)], Holdout = [.. Enumerable.Range(Images, Holdout)] };
        using var stage = new TrainingStage(NetworkShape.Classifier(3, 32, widening: 1, Classes), data, recipe with { Epochs = Epochs });
        return Rate(stage.ImagesPerEpoch, () => stage.Run(_ => { }, _ => { }, default));
    }

    private static double Rate(int images, Action train)
    {
        var before = Environment.CpuUsage.TotalTime;
        train();
        return images * Epochs / (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static double Python(params string[] options)
    {
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Speed/torch_train.py"), Images.ToString(CultureInfo.InvariantCulture), Epochs.ToString(CultureInfo.InvariantCulture), .. options];
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("PyTorch did not train. Is python3-torch there?");
    }
}
