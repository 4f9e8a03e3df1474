using System.Globalization;
using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Surrogates;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Exposure;

/// <summary>Leaves out what a scan of the training images at depth standard warns of or worse, as <c>train --suspects</c> does.</summary>
internal static class ScanAndDrop
{
    public static TrainingImages Apply(TrainingImages images, int seed)
    {
        string[] classes = [.. Enumerable.Range(0, images.Classes).Select(label => label.ToString("D3", CultureInfo.InvariantCulture))];
        var set = new StudySet("training", NetworkEncoder.Pictures((ByteImages)images.Images, images.Training), Array.ConvertAll(images.Training, row => images.Labels[row]), classes);
        var options = new ScanOptions { Jobs = 1, Depth = ScanDepth.Standard, Seed = seed };
        var reader = StudyCell.Clean(set);
        var result = new Scanner([new StaticTriggerRule(), new SurrogateRule()], options, SilentProgress.Instance).Run([reader.Format], [reader], default);
        if (result.Gate.Verdict == Verdict.Incomplete)
            throw new InvalidOperationException(string.Join(' ', result.Rules.Select(run => run.Reason).Where(reason => reason is not null)));

        var suspects = result.Findings
            .Where(finding => finding.Level >= FindingLevel.Warning)
            .SelectMany(finding => finding.Samples)
            .Select(flagged => int.Parse(flagged.Sample.Id, CultureInfo.InvariantCulture))
            .ToHashSet();
        return images with { Training = [.. images.Training.Where((_, i) => !suspects.Contains(i))] };
    }
}
