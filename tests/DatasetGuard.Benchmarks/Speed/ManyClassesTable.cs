using System.Globalization;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>Time and memory of scans of many classes, from the images of CIFAR-10 dealt at random: each class is compared with all others.</summary>
internal static class ManyClassesTable
{
    public static void Run(string data, TextWriter output)
    {
        string[] cifar = [.. Enumerable.Range(0, 4).Select(i => Path.Combine(data, $"cifar10-train-{i}.tar"))];
        using var tool = new PublishedTool();
        output.WriteLine("| scan at depth fast | wall time | processor time | peak memory |");
        output.WriteLine("| --- | --- | --- | --- |");
        foreach (var (classes, perClass) in ((int, int)[])[(10, 4000), (100, 400), (500, 80), (1000, 40), (2000, 20), (10000, 4), (10000, 20)])
        {
            using var dealt = new DealtTar(cifar, classes, perClass);
            var contender = new Contender(string.Create(CultureInfo.InvariantCulture, $"{classes:N0} classes of {perClass:N0} images"), tool.Scan("fast", dealt.Path));
            contender.Run();
            output.WriteLine(contender.Row);
        }
    }
}
