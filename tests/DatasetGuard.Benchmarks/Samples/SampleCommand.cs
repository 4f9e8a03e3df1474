using DatasetGuard.RedTeam.Samples;

namespace DatasetGuard.Benchmarks.Samples;

/// <summary>Draws the sample again: <c>samples/poisoned-shapes</c>, or its clean original.</summary>
internal static class SampleCommand
{
    public static int Run(string output, bool isClean)
    {
        if (isClean)
            ShapesDataset.WriteClean(output, ShapesDataset.CommittedSeed, default);
        else
            ShapesDataset.WritePoisoned(output, ShapesDataset.CommittedSeed, default);

        Console.WriteLine($"Wrote {output}");
        return 0;
    }
}
