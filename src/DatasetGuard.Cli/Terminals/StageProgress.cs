using DatasetGuard.Core.Scanning;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DatasetGuard.Cli.Terminals;

/// <summary>Shows long work on stderr: a bar for each stage, or with <c>-v</c> and without a bar a line when it ends.</summary>
internal static class StageProgress
{
    public static T Run<T>(Terminal terminal, TimeProvider time, Func<IScanProgress, T> work)
    {
        if (!terminal.ShowsProgress)
        {
            var log = new StageLog(terminal, time);
            var result = work(log);
            log.End();
            return result;
        }

        return terminal.Log.Progress()
            .AutoClear(enabled: true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ShareColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bars = new StageBars(context);
                var result = work(bars);
                bars.End();
                return result;
            });
    }

    internal sealed class StageLog(Terminal terminal, TimeProvider time) : IScanProgress
    {
        private string? _stage;
        private long _started;

        public void Begin(string name, long? total)
        {
            End();
            (_stage, _started) = (name, time.GetTimestamp());
        }

        public void Advance(long steps)
        {
        }

        public void End()
        {
            if (terminal.IsVerbose && _stage is not null)
                terminal.Say($"{_stage}: {time.GetElapsedTime(_started).TotalSeconds:0.0} s");

            _stage = null;
        }
    }

    internal sealed class StageBars(ProgressContext context) : IScanProgress
    {
        private ProgressTask? _bar;

        public void Begin(string name, long? total)
        {
            End();
            _bar = context.AddTask(Markup.Escape(name), new ProgressTaskSettings { MaxValue = total ?? double.MaxValue });
            _bar.IsIndeterminate = total is null;
        }

        public void Advance(long steps) => _bar?.Increment(steps);

        public void End()
        {
            if (_bar is null)
                return;

            _bar.MaxValue = Math.Max(1, _bar.Value);
            _bar.IsIndeterminate = false;
            _bar.Value = _bar.MaxValue;
            _bar.StopTask();
        }
    }

    /// <summary>Per cent, or what is done so far where nobody knows the end.</summary>
    internal sealed class ShareColumn : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.IsIndeterminate ? $"{task.Value:N0}" : $"{task.Percentage:0} %") { Justification = Justify.Right };
    }
}
