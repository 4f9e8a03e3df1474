using System.Text.Json;
using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Reports;
using DatasetGuard.RedTeam.Poisoning;

namespace DatasetGuard.RedTeam.Drills;

/// <summary><c>drill.json</c>: everything but the times, so that the same drill gives the same bytes.</summary>
public static class DrillJson
{
    /// <summary>The first number changes when a reader of the old shape would break.</summary>
    public const string SchemaVersion = "1.0";

    public const string FileName = "drill.json";

    /// <summary>Larger files are no drill's.</summary>
    private const long MaxLength = 64 << 20;

    public static void Write(DrillResult result, Stream output)
    {
        using var json = JsonText.Writer(output);
        json.WriteStartObject();
        json.WriteString("schemaVersion", SchemaVersion);
        json.WriteStartObject("tool");
        json.WriteString("name", "DatasetGuard");
        json.WriteString("version", result.Scan.ToolVersion);
        json.WriteEndObject();
        WriteDataset(json, result);
        WritePlan(json, result);
        json.WritePropertyName("clean");
        WriteRow(json, result.Clean);
        json.WriteStartArray("cells");
        foreach (var row in result.Rows)
            WriteRow(json, row);

        json.WriteEndArray();
        json.WriteEndObject();
        JsonText.End(json, output);
    }

    /// <summary>The plan of an earlier drill, to try the same again.</summary>
    /// <returns>The plan, and the seed of its scans.</returns>
    /// <exception cref="PoisonException">The file is no drill report.</exception>
    public static (DrillPlan Plan, int ScanSeed) ReadPlan(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxLength)
                throw NoReport(path, null);

            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var plan = document.RootElement.GetProperty("plan");
            return (
                new DrillPlan
                {
                    Attacks = [.. plan.GetProperty("attacks").EnumerateArray().Select(text => DrillAttack.Parse(text.GetString()!))],
                    Rates = [.. plan.GetProperty("rates").EnumerateArray().Select(rate => rate.GetDouble())],
                    Seeds = [.. plan.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetInt32())],
                    Target = plan.GetProperty("target").GetString(),
                },
                plan.GetProperty("scanSeed").GetInt32());
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw NoReport(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PoisonException($"'{Printable.Text(path)}' cannot be read: {Printable.Line(error.Message)}", error);
        }
    }

    private static PoisonException NoReport(string path, Exception? error) =>
        new($"'{Printable.Text(path)}' is not the {FileName} of a drill. Name one that 'datasetguard drill --output' wrote.", error);

    private static void WriteDataset(Utf8JsonWriter json, DrillResult result)
    {
        json.WriteStartObject("dataset");
        json.WriteString("root", result.Scan.Dataset.Root);
        json.WriteString("digest", result.Scan.Dataset.Digest);
        json.WriteNumber("samples", result.Scan.Dataset.Samples.Count);
        json.WriteNumber("classes", result.Scan.Dataset.Classes.Count);
        json.WriteEndObject();
    }

    private static void WritePlan(Utf8JsonWriter json, DrillResult result)
    {
        json.WriteStartObject("plan");
        WriteArray("attacks", result.Plan.Attacks, attack => json.WriteStringValue(attack.ToString()));
        WriteArray("rates", result.Plan.Rates, json.WriteNumberValue);
        WriteArray("seeds", result.Plan.Seeds, json.WriteNumberValue);
        json.WriteString("target", result.Target);
        json.WriteString("depth", Vocabulary.NameOf(result.Scan.Depth));
        json.WriteString("failOn", JsonText.Name(result.Scan.Gate.FailOn));
        json.WriteNumber("scanSeed", result.ScanSeed);
        json.WriteEndObject();

        void WriteArray<T>(string name, IReadOnlyList<T> values, Action<T> write)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
                write(value);

            json.WriteEndArray();
        }
    }

    private static void WriteRow(Utf8JsonWriter json, DrillRow row)
    {
        json.WriteStartObject();
        if (row.Cell is { } cell)
        {
            json.WriteString("attack", cell.Attack.ToString());
            json.WriteNumber("rate", cell.Rate);
            json.WriteNumber("seed", cell.Seed);
            json.WriteString("fault", row.Fault);
        }

        json.WriteNumber("exitCode", (int)row.ExitCode);
        json.WriteNumber("errors", row.Errors);
        json.WriteNumber("warnings", row.Warnings);
        json.WriteShare("falsePositiveRate", row.FalselyFlagged);
        if (row.Cell is not null)
            WriteCatch(json, row);

        json.WriteEndObject();
    }

    private static void WriteCatch(Utf8JsonWriter json, DrillRow row)
    {
        json.WriteBoolean("caught", row.IsCaught);
        json.WriteStartArray("caughtBy");
        foreach (var rule in row.CaughtBy)
            json.WriteStringValue(rule);

        json.WriteEndArray();
        json.WriteNumber("covers", row.Covers);
        json.WriteNumber("resaved", row.Resaved);
        json.WriteShare("truePositiveRate", row.Found);
        json.WriteShare("precision", row.Precision);
        json.WriteShare("recall", row.Recall);
        if (row.Success is not { } success)
        {
            json.WriteNull("attackSuccess");
            return;
        }

        json.WriteStartObject("attackSuccess");
        json.WriteInterval("seen", success.Seen);
        json.WriteInterval("unseen", success.Unseen);
        json.WriteInterval("control", success.Control);
        json.WriteInterval("accuracy", success.Accuracy);
        json.WriteEndObject();
    }
}
