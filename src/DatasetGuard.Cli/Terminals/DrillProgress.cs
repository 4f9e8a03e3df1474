using DatasetGuard.Cli.Rendering;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Drills;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DatasetGuard.Cli.Terminals;

/// <summary>Shows a drill on stderr: a bar over all scans with the time left and one for the stage at work, or without bars a line for each scan.</summary>
internal static class DrillProgress
{
    private const int MaxName = 32;

    public static T Run<T>(Terminal terminal, TimeProvider time, Func<Action<DrillStep>, IScanProgress, T> work)
    {
        if (!terminal.ShowsProgress)
        {
            var log = new StageProgress.StageLog(terminal, time);
            var result = work(step => Say(step, terminal), log);
            log.End();
            return result;
        }

        var left = new LeftColumn(time);
        return terminal.Log.Progress()
            .AutoClear(enabled: true)
            .HideCompleted(enabled: true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new StageProgress.ShareColumn(), left)
            .Start(context =>
            {
                var bars = new StageProgress.StageBars(context);
                var whole = context.AddTask("Drill");
                var result = work(
                    step =>
                    {
                        bars.End();
                        left.Begin(whole, step);
                        whole.MaxValue = step.Total;
                        whole.Value = step.Done;
                        whole.Description = Markup.Escape(Describe(step));
                    },
                    bars);
                bars.End();
                return result;
            });
    }

    /// <summary>Short enough that the bar beside it still shows something in 80 columns.</summary>
    private static string Describe(DrillStep step)
    {
        var name = step.Name ?? "done";
        return $"{Math.Min(step.Done + 1, step.Total):N0} of {step.Total:N0}: {(name.Length > MaxName ? $"{name[..MaxName]}\u2026" : name)}";
    }

    private static void Say(DrillStep step, Terminal terminal)
    {
        if (step.Row is not { } row)
            return;

        var what = row.Cell is { } cell ? $"{Core.Printable.Text(cell.Attack.ToString())} at {DrillText.Percent(cell.Rate)}, seed {cell.Seed}" : "as it is";
        var how = row switch
        {
            { Fault: not null } => "not tried",
            { Cell: null } => Prose.Count(row.Errors, "error"),
            { IsCaught: true } => $"caught by {string.Join(' ', row.CaughtBy)}",
            _ => "missed",
        };
        terminal.Say($"{step.Done:N0} of {step.Total:N0}  {what}: {how}, {row.Time.TotalSeconds:0.0} s");
    }

    /// <summary>The time that the scans so far make likely; for the stage at work its own pace.</summary>
    private sealed class LeftColumn(TimeProvider time) : ProgressColumn
    {
        private readonly RemainingTimeColumn _stage = new();
        private readonly long _started = time.GetTimestamp();
        private ProgressTask? _whole;
        private (TimeSpan Passed, int Done, int Total) _step;

        protected override bool NoWrap => true;

        public void Begin(ProgressTask whole, DrillStep step) => (_whole, _step) = (whole, (time.GetElapsedTime(_started), step.Done, step.Total));

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            if (task != _whole)
                return _stage.Render(options, task, deltaTime);
            if (_step.Done == 0)
                return new Text("");

            // Each scan that is left takes the mean of those before; the one at work has had a part of that.
            var mean = _step.Passed / _step.Done;
            var current = time.GetElapsedTime(_started) - _step.Passed;
            var left = (mean * (_step.Total - _step.Done)) - (current < mean ? current : mean);
            return new Text(left < TimeSpan.FromMinutes(1) ? $"about {left.TotalSeconds:0} s left" : $"about {Math.Ceiling(left.TotalMinutes):0} min left");
        }
    }
}
