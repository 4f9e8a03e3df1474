using System.Globalization;
using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Attacks;
using DatasetGuard.RedTeam.Poisoning;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>Poisons a dataset in memory in known ways, scans each, and tells what was caught.</summary>
/// <param name="data">What is poisoned.</param>
/// <param name="scans">How the user would scan it.</param>
/// <param name="meter">Tells whether a poison works; null where that is not asked.</param>
/// <param name="time">Measures how long a scan takes.</param>
public sealed class Drill(DrillSource data, DrillScans scans, AttackMeter? meter, TimeProvider time)
{
    private readonly SourceDataset _source = new(data.Path, data.Format, data.Options.Limits, data.Options.Labels);

    /// <param name="plan">What is tried.</param>
    /// <param name="step">Told before and after each scan.</param>
    /// <param name="progress">Told of the stages of each scan.</param>
    /// <param name="cancellationToken">Stops within a second or so.</param>
    /// <exception cref="PoisonException">The plan does not fit the dataset; said before the first scan.</exception>
    /// <exception cref="DatasetException">The dataset cannot be read.</exception>
    public DrillResult Run(DrillPlan plan, Action<DrillStep> step, IScanProgress progress, CancellationToken cancellationToken)
    {
        var cells = plan.Cells.ToList();
        var list = SampleList.Read(_source, progress, cancellationToken);
        var target = plan.Target ?? list.Classes.FirstOrDefault() ?? "";
        foreach (var cell in cells)
            VictimsOf(cell, target, list).Victims.Check();

        step(new DrillStep(0, cells.Count + 1, "the dataset as it is", null));
        var started = time.GetTimestamp();
        var asItIs = scans.AsItIs(progress, cancellationToken);
        var scanned = new CleanScan(asItIs);
        var clean = DrillScore.Of(asItIs, new Dictionary<string, PoisonRole>(), target, scanned) with { Time = time.GetElapsedTime(started) };
        var rows = new List<DrillRow>();
        var last = clean;
        foreach (var cell in clean.ExitCode == ExitCode.NothingToScan ? [] : cells)
        {
            step(new DrillStep(rows.Count + 1, cells.Count + 1, NameOf(cell), last));
            rows.Add(last = Try(cell, target, list, scanned, progress, cancellationToken));
        }

        step(new DrillStep(rows.Count + 1, cells.Count + 1, null, last));
        return new DrillResult { Plan = plan, Target = target, Scan = asItIs, ScanSeed = data.Options.Seed, Clean = clean, Rows = rows };
    }

    private static string NameOf(DrillCell cell) => string.Create(CultureInfo.InvariantCulture, $"{Printable.Text(cell.Attack.ToString())} at {100 * cell.Rate:0.###} %, seed {cell.Seed}");

    private (Victims Victims, PoisonOptions Options, Attack Attack) VictimsOf(DrillCell cell, string target, SampleList list)
    {
        var options = cell.Attack.Options(cell.Rate, cell.Seed, target);
        var attack = Attack.Parse(options.Attack, options.CleanLabel, options.Seed);
        return (new Victims(_source, list, options, attack), options, attack);
    }

    private DrillRow Try(DrillCell cell, string target, SampleList list, CleanScan scanned, IScanProgress progress, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var (victims, options, attack) = VictimsOf(cell, target, list);
            var chosen = victims.Choose(progress, cancellationToken);
            var reader = new PoisonedReader(_source, list, options, attack, chosen);
            var row = DrillScore.Of(scans.Poisoned(reader, progress, cancellationToken), reader.Roles, target, scanned);
            var elapsed = time.GetElapsedTime(started);
            return row with { Cell = cell, Time = elapsed, Success = Measure(list, options, attack, chosen, progress, cancellationToken) };
        }
        catch (PoisonException error)
        {
            // Only decoding tells that too few images can be poisoned; the other attacks go on.
            return new DrillRow { Cell = cell, Fault = Printable.Line(error.Message), ExitCode = ExitCode.Incomplete, Time = time.GetElapsedTime(started) };
        }
    }

    private AttackSuccess? Measure(
        SampleList list, PoisonOptions options, Attack attack, IReadOnlyDictionary<int, Victim> chosen, IScanProgress progress, CancellationToken cancellationToken)
    {
        if (meter is null || attack.Trigger is null)
            return null;

        using var images = new AttackTrialImages(_source, list, data.Options, progress);
        return meter(images.Load(options, attack, chosen, cancellationToken), data.Options, progress, cancellationToken);
    }
}
