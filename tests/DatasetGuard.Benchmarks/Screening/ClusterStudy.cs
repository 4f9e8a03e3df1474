using System.Globalization;
using System.Text.RegularExpressions;
using DatasetGuard.Benchmarks.Reversal;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Outliers;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Benchmarks.Screening;

/// <summary>What the outlier rules find in the features that the models of the study have of their own training images (activation clustering), as a Markdown table.</summary>
internal static class ClusterStudy
{
    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table.</param>
    /// <param name="sets">Names of sets; all when empty.</param>
    /// <param name="isDevelopment">Models that do not count, in the place of those that do.</param>
    /// <param name="only">Models whose text matches.</param>
    public static void Run(string data, TextWriter output, string[] sets, bool isDevelopment, Regex only)
    {
        LibTorch.EnsureLoaded();
        output.WriteLine("| model | poison in its class | silhouette of its target, greatest of others | DG2002 names | right | poison found | right of what is listed | other outlier rules name |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var set in sets.Length > 0 ? sets : ZooPlan.Sets)
        {
            var zoo = ZooData.Load(data, set);
            foreach (var model in ScreenPlan.OfClusters(set, isDevelopment).Where(model => only.IsMatch(model.ToString())))
            {
                output.WriteLine(Look(model, zoo));
                output.Flush();
            }
        }
    }

    private static string Look(ZooModel model, ZooData zoo)
    {
        var (images, labels) = model.Poisoned(zoo);
        var (_, honest) = (model with { Trigger = null }).Poisoned(zoo);
        using var network = model.Train(zoo, (images, labels));
        var features = new FeatureMatrix(images.Count, network.Shape.Features);
        network.Evaluate(images, (first, values, _) => values.CopyTo(features.Slice(first, values.Length / features.Columns)), default);

        var names = zoo.Training.Classes;
        Sample[] samples = [.. labels.Select((label, i) => new Sample { Id = $"{i}", ClassIndex = label, SplitIndex = -1, ContentHash = "", StoreOffset = -1, Facts = new ImageFacts("raw", images.Width, images.Height, images.Channels == 1) })];
        var rows = ClassRows.Of(new Dataset("zoo", [], names, [], samples));
        var context = new ScanContext(new Dataset("zoo", [], names, [], samples), null!, new ScanOptions { Seed = model.Seed }, SilentProgress.Instance);
        ClassOutliers[] classes = [.. Enumerable.Range(0, rows.Classes).Select(label => ClassOutliers.Of(label, ClassSpace.Of((row, vector) => features.Row(rows.Samples[rows.Starts[label] + row]).CopyTo(vector), features.Columns, rows.CountOf(label), default)))];
        Finding[] findings = [.. OutlierRules.Report(classes, new HashSet<int>(), rows, context, "the features of the model")];

        var poison = Enumerable.Range(0, labels.Length).Where(i => labels[i] != honest[i]).ToHashSet();
        var clusters = findings.Where(finding => finding.RuleId == OutlierRules.Cluster.Id).ToList();
        var listed = clusters.SelectMany(finding => finding.Samples).Select(flagged => int.Parse(flagged.Sample.Id, CultureInfo.InvariantCulture)).ToList();
        var found = listed.Count(poison.Contains);
        var isRight = model.Trigger is null ? clusters.Count == 0 : clusters.Count == 1 && clusters[0].Class == names[model.Target];
        var target = classes[model.Target].Clusters.Silhouette;
        var others = classes.Where(one => one.Class != model.Target).Max(one => one.Clusters.Silhouette);
        var more = findings.Where(finding => finding.RuleId != OutlierRules.Cluster.Id && finding.Class is not null).Select(finding => $"{finding.RuleId} {finding.Class}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {model} | {(poison.Count == 0 ? "-" : $"{100.0 * poison.Count / rows.CountOf(model.Target):F1} %")} | {(model.Trigger is null ? "-" : $"{target:F2}")}, {(model.Trigger is null ? Math.Max(target, others) : others):F2} | {List(clusters.Select(finding => finding.Class!))} | {(isRight ? "yes" : "no")} | {Share(found, poison.Count)} | {Share(found, listed.Count)} | {List(more)} |");
    }

    private static string Share(int count, int of) => of == 0 ? "-" : (100.0 * count / of).ToString("F1", CultureInfo.InvariantCulture) + " %";

    private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } text ? text : "-";
}
