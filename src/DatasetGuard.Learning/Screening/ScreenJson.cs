using System.Text.Json;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Screening;

/// <summary><c>screen.json</c>: what was found, for programs. The same screening gives the same bytes.</summary>
public static class ScreenJson
{
    public const string FileName = "screen.json";

    private const string SchemaVersion = "1.0";

    public static void Write(ScreenResult result, Stream output)
    {
        var data = result.Data;
        using var json = JsonText.Writer(output);
        json.WriteStartObject();
        json.WriteString("schemaVersion", SchemaVersion);
        json.WriteString("toolVersion", Scanner.ToolVersion);
        json.WriteString("verdict", result.ExitCode switch { ExitCode.Incomplete => "incomplete", ExitCode.Findings => "fail", _ => "pass" });
        json.WriteStartObject("model");
        json.WriteString("kind", result.Model);
        json.WriteString("sha256", result.ModelDigest);
        json.WriteEndObject();
        json.WriteNumber("seed", result.Settings.Seed);
        json.WriteNumber("falsePositiveRate", result.Settings.FalsePositiveRate);
        json.WriteStartObject("clean");
        json.WriteString("root", data.Clean.Root);
        json.WriteString("digest", data.Clean.Digest);
        json.WriteNumber("images", data.Usable);
        json.WriteNumber("learnedFrom", data.Learned.Length);
        json.WriteNumber("calibrating", data.Calibrating.Length);
        json.WriteEndObject();
        json.WriteStartObject("inputs");
        json.WriteString("root", data.Inputs.Dataset.Root);
        json.WriteString("digest", data.Inputs.Dataset.Digest);
        json.WriteNumber("images", data.Samples.Count);
        WriteTexts(json, "unreadable", data.Unreadable.Select(sample => sample.Id));
        json.WriteEndObject();
        WriteTexts(json, "warnings", result.Warnings);
        WriteDetectors(json, result);
        json.WriteInterval("accuracy", result.Accuracy.Trials == 0 ? null : result.Accuracy);
        json.WriteInterval("accuracyThroughAutoencoder", result.RestoredAccuracy is { Trials: > 0 } known ? known : null);
        WriteSuspects(json, result);
        json.WriteEndObject();
        JsonText.End(json, output);
    }

    private static void WriteDetectors(Utf8JsonWriter json, ScreenResult result)
    {
        json.WriteStartArray("detectors");
        foreach (var detector in result.Detectors)
        {
            json.WriteStartObject();
            json.WriteString("detector", detector.Key);
            json.WriteNumber("rate", JsonText.Rounded(detector.Rate));
            json.WriteNumber("flagged", detector.Flagged);
            json.WriteRounded("expected", detector.Expected);
            json.WriteRounded("chanceOfAsMany", detector.Chance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSuspects(Utf8JsonWriter json, ScreenResult result)
    {
        json.WriteStartArray("suspects");
        foreach (var image in result.Suspects)
        {
            json.WriteStartObject();
            json.WriteString("path", result.Data.Samples[image].Id);
            json.WriteString("answer", result.NameOf(result.Answers[image]));
            json.WriteString("answerThroughAutoencoder", result.RestoredAnswers is { } restored ? result.NameOf(restored[image]) : null);
            json.WriteStartObject("pValues");
            foreach (var detector in result.Detectors)
                json.WriteRounded(detector.Key, detector.PValues[image]);

            json.WriteEndObject();
            WriteTexts(json, "suspectedBy", result.Detectors.Where(detector => detector.Suspects(image)).Select(detector => detector.Key));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);

        json.WriteEndArray();
    }
}
