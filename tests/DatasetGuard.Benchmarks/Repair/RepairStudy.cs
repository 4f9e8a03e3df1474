using System.Globalization;
using System.Text.RegularExpressions;
using DatasetGuard.Benchmarks.Reversal;
using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Repair;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.Benchmarks.Repair;

/// <summary>Repairs the backdoored models of the study of audits that the audit names, by every method, and writes what is left of the true trigger as a Markdown table.</summary>
internal static class RepairStudy
{
    private const int HeldOutPerClass = 200;

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table.</param>
    /// <param name="sets">Names of sets; all when empty.</param>
    /// <param name="isDevelopment">The models that the methods were set up with, in the place of those that count.</param>
    /// <param name="only">Models whose text matches.</param>
    public static void Run(string data, TextWriter output, string[] sets, bool isDevelopment, Regex only)
    {
        LibTorch.EnsureLoaded();
        output.WriteLine("| model | method | clean before | clean after | true trigger before | after | reversed trigger before | after | seconds of processor | serves | |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        List<RepairRow> rows = [];
        foreach (var set in sets.Length > 0 ? sets : ZooPlan.Sets)
        {
            var zoo = ZooData.Load(data, set);
            foreach (var model in ZooPlan.Of(set, isDevelopment).Where(model => model.Trigger is not null && only.IsMatch(model.ToString())))
            {
                foreach (var row in Repair(model, zoo, output))
                {
                    rows.Add(row);
                    output.WriteLine(row);
                    output.Flush();
                }
            }
        }

        Sum(rows, output);
    }

    private static void Sum(List<RepairRow> rows, TextWriter output)
    {
        output.WriteLine();
        foreach (var method in rows.GroupBy(row => row.Trial.Method))
            output.WriteLine($"{method.Key}: serves for {method.Count(row => row.Serves)} of {method.Count()} models, fits {method.Count(row => row.After is not null)}.");

        var taken = rows.Where(row => row.IsChosen && row.Trial.Method != RepairMethods.Isolated).ToList();
        output.WriteLine($"What auto takes serves for {taken.Count(row => row.Serves)} of {taken.Count}; what g and kappa advise for {rows.Count(row => row.IsAdvised && row.Serves)} of {rows.Count(row => row.IsAdvised)}.");
    }

    private static List<RepairRow> Repair(ZooModel model, ZooData zoo, TextWriter output)
    {
        using var network = model.Train(zoo);
        var (study, images) = Images(model, zoo);
        var audit = Audit(model, network, study.Take("audit", images.Seen));
        BackdoorTrigger[] named;
        try
        {
            named = [.. NamedTriggers.Of(audit, target: null, takesSuspected: false).Select(BackdoorTrigger.Of)];
        }
        catch (RepairException)
        {
            output.WriteLine($"| {model} | not named | | | | | | | | | |");
            return [];
        }

        if (named.Any(trigger => trigger.Target != model.Target))
            output.WriteLine($"| {model} | {string.Join(", ", named.Select(Name))} taken, and the attack is {(model.IsSourceSpecific ? $"{model.Source} to " : "")}{model.Target} | | | | | | | | | |");

        var truly = TrueTrigger(model, study, images);
        var settings = new RepairSettings { Seed = model.Seed, Jobs = Environment.ProcessorCount, Time = new ProcessorTime() };
        var result = ModelRepair.Run(network, images, named, settings, SilentProgress.Instance, default);
        var isolated = ModelRepair.Run(network, images, named, settings with { Method = RepairMethods.Isolated, Trained = Known(model, zoo) }, SilentProgress.Instance, default);
        var before = Success(network);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {model} | g {result.Advice[0].Generalisation:F2} ({result.Advice[0].Interval?.Low:F2} to {result.Advice[0].Interval?.High:F2}), kappa {result.Advice[0].ChannelShare:F3} | | | | | | | | | |"));
        return [.. result.Trials.Select(trial => new RepairRow(model, result, trial, before, After(trial))), .. isolated.Trials.Select(trial => new RepairRow(model, isolated with { Chosen = null }, trial, before, After(trial)))];

        Proportion Success(ConvNetwork asked) => new RepairMeter(truly, Environment.ProcessorCount).Accuracy(asked, truly.HeldOut, default);

        Proportion? After(RepairTrial trial)
        {
            if (trial.Accuracy is null)
                return null;

            using var repaired = new ConvNetwork(network.Shape, seed: 0);
            foreach (var (part, tensor) in repaired.State.Zip(trial.Weights))
                tensor.Values.CopyTo(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(part.Value.bytes));

            return Success(repaired);
        }
    }

    private static string Name(BackdoorTrigger trigger) => trigger.Source is { } source ? $"{source} to {trigger.Target}" : $"{trigger.Target}";

    /// <summary>The images of the audit are learned from; others, which the model did not see either, judge.</summary>
    private static (StudySet Study, RepairImages Images) Images(ZooModel model, ZooData zoo)
    {
        var seen = ReversalStudy.AuditRows(zoo.Test, TriggerData.MostPerClass(ZooData.Classes));
        var unseen = zoo.Training.Take("unseen", model.Unseen(zoo));
        var others = zoo.Test.Take("rest", Enumerable.Range(0, zoo.Test.Images.Count).Except(seen));
        StudySet[] parts = [zoo.Test.Take("seen", seen), others, unseen];
        var all = parts[0] with { Images = [.. parts.SelectMany(part => part.Images)], Labels = [.. parts.SelectMany(part => part.Labels)] };
        var taken = new int[ZooData.Classes];
        int[] kept = [.. Enumerable.Range(0, all.Images.Count).Where(i => i < seen.Length || taken[all.Labels[i]]++ < HeldOutPerClass)];
        var study = all.Take("repair", kept);
        return (study, new RepairImages
        {
            Images = ZooData.Pack(study.Images),
            Labels = [.. study.Labels],
            Classes = study.Classes,
            Seen = [.. Enumerable.Range(0, seen.Length)],
            HeldOut = [.. Enumerable.Range(seen.Length, kept.Length - seen.Length)],
        });
    }

    private static TriggerResult Audit(ZooModel model, ConvNetwork network, StudySet audit)
    {
        var pictures = ZooData.Pack(audit.Images);
        using var gradients = new NetworkGradients(network, pictures.Width, pictures.Height, digest: "");
        var data = new TriggerData(new Dataset(audit.Name, [], audit.Classes, [], []), pictures, [.. audit.Labels], audit.Classes) { Usable = pictures.Count };
        return TriggerAudit.Run(data, gradients, new AuditSettings { Seed = model.Seed, Jobs = Environment.ProcessorCount }, SilentProgress.Instance, default);
    }

    /// <summary>Held-out images with the attacker's trigger, labelled as the attacker wants them.</summary>
    private static RepairImages TrueTrigger(ZooModel model, StudySet study, RepairImages images)
    {
        var trigger = Trigger.Parse(model.Trigger!, model.Seed);
        int[] turned = [.. images.HeldOut.Where(row => images.Labels[row] != model.Target && (!model.IsSourceSpecific || images.Labels[row] == model.Source))];
        return images with
        {
            Images = ZooData.Pack([.. turned.Select(row => ZooModel.Stamped(study.Images[row], trigger, $"repair {row}"))]),
            Labels = [.. turned.Select(_ => model.Target)],
            Seen = [],
            HeldOut = [.. Enumerable.Range(0, turned.Length)],
        };
    }

    /// <summary>The training images with all poison known: the best that a scan can do.</summary>
    private static SuspectedImages Known(ZooModel model, ZooData zoo)
    {
        var (images, labels) = model.Poisoned(zoo);
        var (_, clean) = (model with { Trigger = null }).Poisoned(zoo);
        var rows = Enumerable.Range(0, labels.Length).ToLookup(row => labels[row] != clean[row]);
        return new SuspectedImages(images, labels, [.. rows[true]], [.. rows[false]]);
    }
}
