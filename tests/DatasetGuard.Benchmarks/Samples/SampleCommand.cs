using DatasetGuard.RedTeam.Samples;

namespace DatasetGuard.Benchmarks.Samples;

/// <summary>Draws the samples again: <c>samples/poisoned-shapes</c>, its clean original, or <c>samples/clean-shapes</c>.</summary>
internal static class SampleCommand
{
    public static int Run(string output, string kind)
    {
        switch (kind)
        {
            case "splits":
                ShapesDataset.WriteSplits(output, default);
                break;
            case "clean":
                ShapesDataset.WriteClean(output, ShapesDataset.CommittedSeed, default);
                break;
            default:
                ShapesDataset.WritePoisoned(output, ShapesDataset.CommittedSeed, default);
                break;
        }

        Console.WriteLine($"Wrote {output}");
        return 0;
    }
}
