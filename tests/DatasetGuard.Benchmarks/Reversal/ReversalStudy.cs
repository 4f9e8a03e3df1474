using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;
using DatasetGuard.RedTeam;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.Benchmarks.Reversal;

/// <summary>Trains clean and backdoored models, audits them, and writes which ones are named, by the audit and by plain Neural Cleanse, as a Markdown table.</summary>
internal static class ReversalStudy
{
    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table.</param>
    /// <param name="sets">Names of sets; all when empty.</param>
    /// <param name="isDevelopment">The models that thresholds were drawn on, in the place of those that count.</param>
    /// <param name="isFew">Models of two to five classes in the place of those of ten.</param>
    /// <param name="only">Models whose text matches.</param>
    public static void Run(string data, TextWriter output, string[] sets, bool isDevelopment, bool isFew, Regex only)
    {
        LibTorch.EnsureLoaded();
        output.WriteLine("| model | accuracy | attack success | on other sources | named a backdoor | right | suspects | thin margins | highest scores (class, pair) | plain MAD > 2 | right | seconds of processor |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        var rows = new List<StudyRow>();
        foreach (var set in sets.Length > 0 ? sets : ZooPlan.Sets)
        {
            var zoo = ZooData.Load(data, set);
            foreach (var model in (isFew ? ZooPlan.OfFewClasses(set, isDevelopment) : ZooPlan.Of(set, isDevelopment)).Where(model => only.IsMatch(model.ToString())))
            {
                var row = Audit(model, zoo);
                rows.Add(row);
                output.WriteLine(row);
                output.Flush();
            }
        }

        var (clean, planted) = (rows.Where(row => row.Model.Trigger is null).ToList(), rows.Where(row => row.Model.Trigger is not null).ToList());
        output.WriteLine();
        output.WriteLine($"Audit: {planted.Count(row => row.IsCaught)} of {planted.Count} backdoored models caught with the right class, {clean.Count(row => row.Named.Count > 0)} of {clean.Count} clean ones named.");
        output.WriteLine($"Of {rows.Count(row => row.Model.IsSourceSpecific)} source-specific ones {rows.Count(row => row.Model.IsSourceSpecific && row.IsCaught)} are caught; there are {rows.Sum(row => row.Suspects)} suspects in all {rows.Count} models.");
        output.WriteLine($"Plain MAD > 2: {planted.Count(row => row.IsPlainRight)} of {planted.Count} caught with the right class, {clean.Count(row => row.Plain.Count > 0)} of {clean.Count} clean ones named.");
    }

    /// <summary>Images of the model's classes, by which outputs stand for them.</summary>
    private static StudySet AuditImages(ZooModel model, StudySet test)
    {
        var kept = model.Kept();
        var own = test.Take("audit", AuditRows(test, TriggerData.MostPerClass(model.Classes)).Where(row => kept.Contains(test.Labels[row])));
        return own with { Labels = [.. own.Labels.Select(label => Array.IndexOf(kept, label))], Classes = [.. kept.Select(label => test.Classes[label])] };
    }

    /// <summary>Those of the test images that models are audited with.</summary>
    /// <param name="test">All of them.</param>
    /// <param name="perClass">How many of each class at most.</param>
    public static int[] AuditRows(StudySet test, int perClass)
    {
        var taken = new int[ZooData.Classes];
        int[] order = [.. Enumerable.Range(0, test.Images.Count)];
        SplitMix64.For(1, "audit images").Shuffle(order.AsSpan());
        return [.. order.Where(i => taken[test.Labels[i]]++ < perClass)];
    }

    /// <summary>What a model is audited with.</summary>
    public static TriggerData AuditData(ZooModel model, ZooData zoo) => AuditData(AuditImages(model, zoo.Test));

    private static TriggerData AuditData(StudySet audit)
    {
        var pictures = ZooData.Pack(audit.Images);
        return new TriggerData(new Dataset(audit.Name, [], audit.Classes, [], []), pictures, [.. audit.Labels], audit.Classes) { Usable = pictures.Count };
    }

    private static StudyRow Audit(ZooModel model, ZooData zoo)
    {
        using var network = model.Train(zoo);
        var audit = AuditImages(model, zoo.Test);
        var data = AuditData(audit);
        using var gradients = new NetworkGradients(network, data.Images.Width, data.Images.Height, digest: "");
        var before = Environment.CpuUsage.TotalTime;
        var result = TriggerAudit.Run(data, gradients, new AuditSettings { Seed = model.Seed, Jobs = Environment.ProcessorCount }, SilentProgress.Instance, default);
        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        var (seen, others) = model.Trigger is null ? (double.NaN, double.NaN) : Success(model, network, audit);
        return new StudyRow(model, result, seen, others, seconds);
    }

    /// <summary>Share of the images that the trigger turns: of those that it should, and of other sources.</summary>
    private static (double Seen, double Others) Success(ZooModel model, ConvNetwork network, StudySet audit)
    {
        var trigger = Trigger.Parse(model.Trigger!, model.Seed);
        var stamped = ZooData.Pack([.. audit.Images.Select((image, i) => ZooModel.Stamped(image, trigger, $"audit {i}"))]);
        var logits = NetworkJudge.Logits(network, stamped, [.. Enumerable.Range(0, stamped.Count)], jobs: 1, default);
        double Share(Func<int, bool> isAsked) => Enumerable.Range(0, stamped.Count)
            .Where(i => audit.Labels[i] != model.Target && isAsked(audit.Labels[i]))
            .Select(i => TensorPrimitives.IndexOfMax(logits.AsSpan(i * model.Classes, model.Classes)) == model.Target ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();
        return (Share(label => !model.IsSourceSpecific || label == model.Source), Share(label => label != model.Source));
    }
}
