using System.Numerics.Tensors;
using DatasetGuard.Core;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Screening;

/// <summary>Looks at pictures as they come to a model, and tells which seem to carry a trigger.</summary>
/// <example><code>
/// var settings = new ScreenSettings { FalsePositiveRate = 0.05, Detectors = [Strip.Name] };
/// var data = ScreenData.Of(clean, inputs, model, classes, settings, cancellationToken);
/// var result = InputScreen.Run(data, model, settings, progress, cancellationToken);
/// Console.WriteLine(string.Join('\n', result.Suspects.Select(image => data.Samples[image].Id)));
/// </code></example>
public static class InputScreen
{
    /// <summary>So many pictures are one piece of work, whatever the number of threads.</summary>
    private const int BlockRows = 16;

    /// <summary>How many times as often as by guessing a model must be right for its answers to say something.</summary>
    private const double LeastOfChance = 1.5;

    /// <param name="data">What is screened.</param>
    /// <param name="model">What it comes to.</param>
    /// <param name="settings">Those that the data were made with.</param>
    /// <param name="progress">Told of long work.</param>
    /// <param name="cancellationToken">Stops soon.</param>
    /// <exception cref="AuditException">The model cannot be asked, or its answers are none.</exception>
    public static ScreenResult Run(ScreenData data, IClassifier model, ScreenSettings settings, IScanProgress progress, CancellationToken cancellationToken)
    {
        var logits = AskClean(data, model, settings.Jobs, progress, cancellationToken);
        using var autoencoder = settings.Detectors.Contains(Reconstruction.Name) ? TrainAutoencoder(data, settings.Seed, progress, cancellationToken) : null;
        IInputDetector[] detectors = [.. settings.Detectors.Select(IInputDetector (name) => name == Strip.Name
            ? new Strip(model, Overlays(data, settings), ModelAnswers.AreProbabilities(logits, model.Outputs))
            : new Reconstruction(autoencoder!, data.CleanImages.Take(data.Learned)))];

        var clean = data.CleanImages.Take(data.Calibrating);
        var usual = new Screened(clean.Count, detectors.Length);
        var inputs = new Screened(data.Samples.Count, detectors.Length);
        progress.Begin("Screening", clean.Count + data.Samples.Count);
        Screen(usual, (first, count) => clean.Take([.. Enumerable.Range(first, count)]));
        Screen(inputs, (first, count) => model.Load(data.Inputs.Views, [.. data.Samples.Skip(first).Take(count)], cancellationToken));

        var (right, restored) = (Right(data, usual.Answers), Right(data, usual.Restored));
        return new ScreenResult
        {
            Data = data,
            Settings = settings,
            Model = model.Description,
            ModelDigest = model.Digest,
            Detectors = [.. detectors.Select((detector, i) => new DetectorResult
            {
                Key = detector.Key,
                Rate = settings.RateOfOne,
                Calibration = usual.Scores[i],
                Scores = inputs.Scores[i],
                PValues = Conformal.PValues(usual.Scores[i], inputs.Scores[i]),
            })],
            Answers = inputs.Answers,
            RestoredAnswers = autoencoder is null ? null : inputs.Restored,
            Accuracy = right,
            RestoredAccuracy = autoencoder is null ? null : restored,
            AutoencoderModel = autoencoder is null ? null : ModelOf(autoencoder, clean),
            Warnings = [.. data.Warnings, .. Warnings(right, model.Outputs)],
        };

        void Screen(Screened into, Func<int, int, ByteImages> load) => ParallelWork.For((into.Answers.Length + BlockRows - 1) / BlockRows, settings.Jobs, block =>
        {
            var (first, count) = (block * BlockRows, Math.Min(BlockRows, into.Answers.Length - (block * BlockRows)));
            var pictures = load(first, count);
            Answers(model, pictures, cancellationToken).CopyTo(into.Answers, first);
            if (autoencoder is not null)
                Answers(model, autoencoder.Restore(pictures), cancellationToken).CopyTo(into.Restored, first);
            foreach (var (i, detector) in detectors.Index())
                detector.Score(pictures, into.Scores[i].AsSpan(first, count), cancellationToken);

            progress.Advance(count);
        }, cancellationToken);
    }

    /// <summary>Looks whether the answers are ones.</summary>
    private static float[] AskClean(ScreenData data, IClassifier model, int jobs, IScanProgress progress, CancellationToken cancellationToken)
    {
        var logits = new float[data.CleanImages.Count * model.Outputs];
        progress.Begin("Asking the model", null);
        ParallelWork.For((data.CleanImages.Count + BlockRows - 1) / BlockRows, jobs, block =>
        {
            var (first, count) = (block * BlockRows, Math.Min(BlockRows, data.CleanImages.Count - (block * BlockRows)));
            model.Ask(data.CleanImages.Take([.. Enumerable.Range(first, count)]), logits.AsSpan(first * model.Outputs, count * model.Outputs), cancellationToken);
        }, cancellationToken);
        CheckFinite(logits);
        ModelAnswers.CheckVaried(logits, [], model.Outputs);
        return logits;
    }

    private static Autoencoder TrainAutoencoder(ScreenData data, int seed, IScanProgress progress, CancellationToken cancellationToken)
    {
        var pictures = data.CleanImages.Take(data.Learned);
        if (Math.Min(pictures.Width, pictures.Height) < Autoencoder.LeastSide)
            throw new AuditException($"The pictures are {pictures.Width} x {pictures.Height}: an autoencoder needs {Autoencoder.LeastSide} pixels a side. Screen without it, with --detector {Strip.Name}.");

        progress.Begin("Training the autoencoder", AutoencoderTrainer.StepsFor(pictures));
        var autoencoder = new Autoencoder(pictures.Channels, seed);
        try
        {
            AutoencoderTrainer.Train(autoencoder, pictures, seed, () => progress.Advance(1), cancellationToken);
            return autoencoder;
        }
        catch
        {
            autoencoder.Dispose();
            throw;
        }
    }

    private static byte[] ModelOf(Autoencoder autoencoder, ByteImages pictures)
    {
        using var model = new MemoryStream();
        OnnxAutoencoder.Write(autoencoder, pictures.Width, pictures.Height, pictures.Channels, model);
        return model.ToArray();
    }

    private static ByteImages Overlays(ScreenData data, ScreenSettings settings)
    {
        int[] rows = [.. data.Learned];
        Streams.For(settings.Seed, Streams.Purpose.Screening, 2).Shuffle(rows);
        return data.CleanImages.Take(rows[..Math.Min(settings.Overlays, rows.Length)]);
    }

    private static int[] Answers(IClassifier model, ByteImages pictures, CancellationToken cancellationToken)
    {
        var logits = new float[pictures.Count * model.Outputs];
        model.Ask(pictures, logits, cancellationToken);
        CheckFinite(logits);
        return [.. Enumerable.Range(0, pictures.Count).Select(i => TensorPrimitives.IndexOfMax(logits.AsSpan(i * model.Outputs, model.Outputs)))];
    }

    private static void CheckFinite(float[] logits)
    {
        if (!TensorPrimitives.IsFiniteAll<float>(logits))
            throw new AuditException("The model gives answers that are no finite numbers. Look whether --mean and --std are those that it was trained with, and whether its weights are whole.");
    }

    private static Proportion Right(ScreenData data, int[] answers)
    {
        var known = data.Calibrating.Zip(answers).Where(pair => data.Labels[pair.First] >= 0).ToList();
        return new Proportion(known.Count(pair => data.Labels[pair.First] == pair.Second), known.Count);
    }

    private static IEnumerable<string> Warnings(Proportion right, int outputs)
    {
        if (right.Share < LeastOfChance / outputs)
            yield return FormattableString.Invariant($"The model is right about {100 * right.Share:0.0} % of the clean images, which is hardly more than guessing: the order of the classes or the preprocessing is wrong, and then nothing here says anything. Look at --classes, --mean and --std.");
    }

    /// <summary>What is found out of some pictures.</summary>
    private sealed class Screened(int pictures, int detectors)
    {
        public int[] Answers { get; } = new int[pictures];

        public int[] Restored { get; } = new int[pictures];

        public double[][] Scores { get; } = [.. Enumerable.Range(0, detectors).Select(_ => new double[pictures])];
    }
}
