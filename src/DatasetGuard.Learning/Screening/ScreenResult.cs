using DatasetGuard.Core;
using DatasetGuard.Core.Gating;

namespace DatasetGuard.Learning.Screening;

/// <summary>What a screening found.</summary>
public sealed record ScreenResult
{
    /// <summary>The chance that a batch of clean images is called one that holds triggers.</summary>
    public const double BatchLevel = 0.01;

    public required ScreenData Data { get; init; }

    public required ScreenSettings Settings { get; init; }

    /// <summary>As <see cref="Auditing.IClassifier.Description"/>.</summary>
    public required string Model { get; init; }

    /// <summary>As <see cref="Auditing.IClassifier.Digest"/>.</summary>
    public required string ModelDigest { get; init; }

    /// <summary>In the order of <see cref="ScreenSettings.Detectors"/>.</summary>
    public required IReadOnlyList<DetectorResult> Detectors { get; init; }

    /// <summary>The output that the model says of each of what was screened.</summary>
    public required int[] Answers { get; init; }

    /// <summary>The same of what the autoencoder draws of it; null without one.</summary>
    public required int[]? RestoredAnswers { get; init; }

    /// <summary>Clean images that calibrate and that the model tells right; none tried where nobody knows their classes.</summary>
    public required Proportion Accuracy { get; init; }

    /// <summary>The same of what the autoencoder draws of them; null without one.</summary>
    public required Proportion? RestoredAccuracy { get; init; }

    /// <summary>The autoencoder as <see cref="OnnxAutoencoder"/> writes it; null without one.</summary>
    public required byte[]? AutoencoderModel { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>More stand out than chance explains.</summary>
    public bool IsUnusual => Detectors.Any(detector => detector.Chance <= BatchLevel / Detectors.Count);

    /// <summary>What could not be looked at is no pass.</summary>
    public ExitCode ExitCode => Data.Unreadable.Count > 0 ? ExitCode.Incomplete : IsUnusual ? ExitCode.Findings : ExitCode.Success;

    /// <summary>Images that any detector suspects, the most unusual first.</summary>
    public IReadOnlyList<int> Suspects =>
    [
        .. Enumerable.Range(0, Answers.Length)
            .Where(image => Detectors.Any(detector => detector.Suspects(image)))
            .OrderBy(image => Detectors.Min(detector => detector.PValues[image]))
            .ThenByDescending(image => Detectors.Count(detector => detector.Suspects(image)))
            .ThenBy(image => image),
    ];

    /// <summary>An output by the name of its class, where that is known.</summary>
    public string NameOf(int output) => Data.Classes is { } classes && output < classes.Count ? classes[output] : $"output {output}";
}
