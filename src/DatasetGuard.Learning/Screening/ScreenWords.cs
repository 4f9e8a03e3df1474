using System.Globalization;
using DatasetGuard.Core;

namespace DatasetGuard.Learning.Screening;

/// <summary>What is said to people of a screening.</summary>
public static class ScreenWords
{
    /// <summary>Always said: neither a suspect nor a pass proves anything.</summary>
    public const string Proviso =
        "A suspect is unusual, and clean pictures are so at the given rate; a pass proves nothing: STRIP does not see triggers that work on images of one class only, the autoencoder none that lies faintly all over the picture, and neither one that bends it. 'datasetguard audit' looks for a backdoor in the model itself.";

    /// <summary>Heads of <see cref="Rows"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["Detector", "Suspects", "Expected of clean ones", "Chance of as many"];

    public static string Title(string detector) => detector == Strip.Name ? "STRIP (entropy under overlays)" : "Autoencoder (reconstruction)";

    public static string Verdict(ScreenResult result)
    {
        var suspects = result.Suspects.Count;
        var expected = result.Detectors.Sum(detector => detector.Expected);
        var counts = string.Create(CultureInfo.InvariantCulture, $"{suspects:N0} of {result.Answers.Length:N0} images {(suspects == 1 ? "is a suspect" : "are suspects")}, where up to {expected:0.#} are to be expected of clean ones");
        return result.IsUnusual
            ? $"Fails: more images stand out than chance explains. {counts}."
            : $"{(result.Data.Unreadable.Count > 0 ? "Incomplete" : "Passes")}: no more images stand out than chance explains. {counts}.";
    }

    /// <summary>What was held against what, in sentences.</summary>
    public static string Compared(ScreenResult result)
    {
        var data = result.Data;
        var drawn = data.Learned.Length + data.Calibrating.Length;
        var of = drawn < data.Usable ? string.Create(CultureInfo.InvariantCulture, $" ({drawn:N0} of {data.Usable:N0}, drawn by chance)") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The model is {result.Model}. Each image is held against {data.Calibrating.Length:N0} clean ones, and {data.Learned.Length:N0} others are learned from{of}; false positives {100 * result.Settings.FalsePositiveRate:0.###} %{(result.Detectors.Count > 1 ? ", shared by the detectors" : "")}; seed {result.Settings.Seed}. It fails where a clean batch had as many suspects with a chance of {100 * ScreenResult.BatchLevel:0.#} % at most (beta-binomial).");
    }

    public static IEnumerable<IReadOnlyList<string>> Rows(ScreenResult result) => result.Detectors.Select(detector => (IReadOnlyList<string>)
    [
        Title(detector.Key),
        detector.Flagged.ToString("N0", CultureInfo.InvariantCulture),
        detector.Expected.ToString("0.#", CultureInfo.InvariantCulture),
        detector.Chance < 0.0001 ? "< 0.0001" : detector.Chance.ToString("0.####", CultureInfo.InvariantCulture),
    ]);

    /// <summary>Heads of <see cref="Suspect"/>.</summary>
    public static IReadOnlyList<string> SuspectColumns(ScreenResult result) =>
        ["Suspect", "Answer", .. result.RestoredAnswers is null ? [] : (string[])["Through the autoencoder"], .. result.Detectors.Select(detector => $"p {(detector.Key == Strip.Name ? "STRIP" : "autoencoder")}")];

    /// <summary>One image as a row of a table; names are as they came.</summary>
    public static IReadOnlyList<string> Suspect(ScreenResult result, int image) =>
    [
        result.Data.Samples[image].Id,
        result.NameOf(result.Answers[image]),
        .. result.RestoredAnswers is { } restored ? (string[])[result.NameOf(restored[image])] : [],
        .. result.Detectors.Select(detector => detector.PValues[image].ToString("0.####", CultureInfo.InvariantCulture)),
    ];

    /// <summary>Which class a trigger would want; null where no more stand out than chance explains.</summary>
    public static string? Target(ScreenResult result)
    {
        if (!result.IsUnusual)
            return null;

        var (answer, count) = result.Suspects.CountBy(image => result.Answers[image]).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First();
        return string.Create(CultureInfo.InvariantCulture, $"The model says '{Printable.Text(result.NameOf(answer))}' of {count:N0} of the {result.Suspects.Count:N0} suspects: a trigger would turn images into that class.");
    }

    /// <summary>What an autoencoder in front of the model does to its answers; null without one.</summary>
    public static string? Preprocessing(ScreenResult result)
    {
        if (result.RestoredAnswers is not { } restored)
            return null;

        var suspects = result.Suspects;
        var changed = suspects.Count(image => restored[image] != result.Answers[image]);
        var accuracy = result is { RestoredAccuracy: { Share: { } after }, Accuracy.Share: { } before }
            ? string.Create(CultureInfo.InvariantCulture, $" What it costs: of {result.Accuracy.Trials:N0} clean images {100 * before:0.0} % are told right without it, and {100 * after:0.0} % with it.")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"With the autoencoder in front of it the model says something else of {changed:N0} of the {suspects.Count:N0} suspects.{accuracy}");
    }

    /// <summary>What could not be looked at; null where all was.</summary>
    public static string? Unreadable(ScreenResult result)
    {
        var names = result.Data.Unreadable.Take(5).Select(sample => $"'{Printable.Text(sample.Id)}'");
        return result.Data.Unreadable.Count == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{result.Data.Unreadable.Count:N0} image{(result.Data.Unreadable.Count == 1 ? "" : "s")} cannot be decoded and {(result.Data.Unreadable.Count == 1 ? "was" : "were")} not screened, so this is no pass: {string.Join(", ", names)}{(result.Data.Unreadable.Count > 5 ? " and others" : "")}.");
    }
}
