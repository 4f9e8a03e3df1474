using DatasetGuard.Cli.Rendering;
using DatasetGuard.Learning.Training;
using Spectre.Console;

namespace DatasetGuard.Cli.Terminals;

/// <summary>Shows training on stderr: a bar with loss, accuracy and the time left, or without bars a line for each epoch.</summary>
internal static class TrainBars
{
    public static void Run(Terminal terminal, TrainingStage stage, int epochs, Action<TrainingStage> epochEnded, CancellationToken cancellationToken)
    {
        if (!terminal.ShowsProgress)
        {
            stage.Run(
                _ => { },
                ended =>
                {
                    epochEnded(ended);
                    terminal.Say(Line(ended, epochs));
                },
                cancellationToken);
            return;
        }

        terminal.Log.Progress()
            .AutoClear(enabled: true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new StageProgress.ShareColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask("Training", new ProgressTaskSettings { MaxValue = (double)epochs * stage.ImagesPerEpoch });
                bar.Value = (double)stage.Epochs.Count * stage.ImagesPerEpoch;
                stage.Run(
                    step =>
                    {
                        bar.Increment(step.Images);
                        bar.Description = Markup.Escape($"Epoch {step.Epoch + 1} of {epochs}: loss {step.Loss:0.000}, accuracy {Prose.Percent(step.Accuracy)}");
                    },
                    epochEnded,
                    cancellationToken);
                bar.Value = bar.MaxValue;
            });
    }

    private static string Line(TrainingStage stage, int epochs)
    {
        var report = stage.Epochs[^1];
        return FormattableString.Invariant(
            $"Epoch {report.Epoch + 1} of {epochs}: loss {report.Loss:0.000}, accuracy {Prose.Percent(report.TrainingAccuracy)}, held out {Prose.Percent(report.HoldoutAccuracy)}, {report.Seconds:0.0} s");
    }
}
