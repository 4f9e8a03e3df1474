using System.Diagnostics;
using System.Globalization;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>Images a second of processor time in the training of the surrogate, beside the same network in PyTorch; in turn, medians, one thread each.</summary>
internal static class TrainingSpeed
{
    private const int Runs = 3;
    private const int Images = 10_000;
    private const int Epochs = 2;
    private const int Classes = 10;

    public static void Run(TextWriter output)
    {
        LibTorch.EnsureLoaded();
        var random = new Random(1);
        var images = new ByteImages(Images, 32, 32, 3);
        for (var i = 0; i < Images; i++)
            random.NextBytes(images[i]);

        int[] labels = [.. Enumerable.Range(0, Images).Select(_ => random.Next(Classes))];
        var (own, planar, last) = (new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            own.Add(Own(images, labels));
            planar.Add(Python());
            last.Add(Python("channels_last"));
        }

        output.WriteLine("| training, one thread, median of three | images a second of processor time |\n| --- | --- |");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| DatasetGuard | {Median(own):F0} |\n| PyTorch | {Median(planar):F0} |\n| PyTorch, channels last | {Median(last):F0} |"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nAgainst the faster of the two: {Median(own) / Math.Max(Median(planar), Median(last)):F2} x."));
    }

    private static double Own(ByteImages images, int[] labels)
    {
        using var network = new ConvNetwork(NetworkShape.Surrogate(3, hasHighPass: true, Classes), seed: 1);
        var before = Environment.CpuUsage.TotalTime;
        NetworkTrainer.Train(network, images, labels, new TrainingSchedule { Epochs = Epochs }, seed: 1, _ => { }, default);
        return Images * Epochs / (Environment.CpuUsage.TotalTime - before).TotalSeconds;
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

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
