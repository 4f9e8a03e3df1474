using System.Text.Json;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Models;

/// <summary><c>model.json</c>. It may be anybody's: what it claims is within bounds before a network of that size is made.</summary>
public static class ModelJson
{
    public const string FileName = "model.json";
    public const string WeightsName = "model.safetensors";

    private const string FormatVersion = "1";
    private const string ConvKind = "conv";
    private const string LinearKind = "linear";
    private const long MaxLength = 8 << 20;
    private const string BatchNormalisation = "batch";
    private const string GroupNormalisation = "group";
    private const int MaxBlocks = 16;
    private const int MaxWidth = 4096;
    private const int MaxSide = 4096;
    private const int MaxClasses = 100_000;

    /// <param name="model">What is described.</param>
    /// <param name="weightsDigest">SHA-256 of the file of the weights, so that the two are not mixed up.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(ModelDescription model, string weightsDigest, Stream output)
    {
        using var json = JsonText.Writer(output);
        json.WriteStartObject();
        json.WriteString("formatVersion", FormatVersion);
        json.WriteString("toolVersion", Scanner.ToolVersion);
        WriteNetwork(json, model.Shape);
        json.WriteStartObject("input");
        json.WriteNumber("channels", model.Encoder?.Channels ?? model.Shape.Channels);
        json.WriteNumber("height", model.Height);
        json.WriteNumber("width", model.Width);
        if (model.Encoder is { } seen)
            EncoderJson.WriteRange(json, seen);
        else
            WriteRange(json);

        json.WriteEndObject();
        if (model.Encoder is { } encoder)
            EncoderJson.Write(json, encoder);

        json.WriteStartArray("classes");
        foreach (var name in model.Classes)
            json.WriteStringValue(name);

        json.WriteEndArray();
        json.WriteStartObject("weights");
        json.WriteString("file", WeightsName);
        json.WriteString("sha256", weightsDigest);
        json.WriteEndObject();
        json.WriteStartObject("dataset");
        json.WriteString("root", model.DatasetRoot);
        json.WriteString("digest", model.DatasetDigest);
        json.WriteString("scanVerdict", model.ScanVerdict);
        json.WriteEndObject();
        json.WriteNumber("seed", model.Seed);
        WriteRepair(json, model.Repaired);
        json.WriteEndObject();
        JsonText.End(json, output);
    }

    /// <exception cref="ModelException">It cannot be read, is none, or describes no network that this version knows.</exception>
    internal static (ModelDescription Model, string WeightsDigest) Read(string path)
    {
        try
        {
            using var file = Core.WholeFile.OpenPlain(path);
            if (file.Length > MaxLength)
                throw new InvalidDataException($"it is larger than {MaxLength:N0} bytes.");

            using var document = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 8 });
            return Read(document.RootElement);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidDataException
            or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new ModelException($"'{Core.Printable.Text(path)}' does not describe a model: {Core.Printable.Line(error.Message)}", error);
        }
    }

    /// <summary>A byte x becomes (x - centre) * scale.</summary>
    private static void WriteRange(Utf8JsonWriter json)
    {
        json.WriteNumber("centre", ByteImages.Centre);
        json.WriteNumber("scale", ByteImages.Scale);
    }

    private static void WriteNetwork(Utf8JsonWriter json, NetworkShape shape)
    {
        json.WriteStartObject("network");
        json.WriteString("kind", shape.IsLinear ? LinearKind : ConvKind);
        json.WriteString("normalisation", shape.Normalisation == Normalisation.Batch ? BatchNormalisation : GroupNormalisation);
        if (shape.IsLinear)
        {
            json.WriteNumber("features", shape.Features);
            json.WriteEndObject();
            return;
        }

        json.WriteBoolean("highPass", shape.HasHighPass);
        json.WriteBoolean("maximum", shape.HasMaximum);
        json.WriteStartArray("blocks");
        foreach (var block in shape.Blocks)
        {
            json.WriteStartObject();
            json.WriteNumber("width", block.Width);
            json.WriteBoolean("halvesSize", block.HalvesSize);
            json.WriteBoolean("residual", block.IsResidual);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static (ModelDescription Model, string WeightsDigest) Read(JsonElement root)
    {
        if (Text(root, "formatVersion") != FormatVersion)
            throw new InvalidDataException("it is of another version of the format.");

        var (network, input, dataset) = (root.GetProperty("network"), root.GetProperty("input"), root.GetProperty("dataset"));
        var isLinear = Text(network, "kind") == LinearKind;
        if (!isLinear && Text(network, "kind") != ConvKind)
            throw new InvalidDataException("its network is of a kind that is not known.");
        if (!isLinear && (input.GetProperty("centre").GetSingle() != ByteImages.Centre || input.GetProperty("scale").GetSingle() != ByteImages.Scale))
            throw new InvalidDataException("it brings pixels into another range.");

        string[] classes = [.. root.GetProperty("classes").EnumerateArray().Select(name => name.GetString() ?? throw new InvalidDataException("a class has no name."))];
        CheckCount(classes.Length, 2, MaxClasses, "classes");
        if (classes.Distinct(StringComparer.Ordinal).Count() != classes.Length)
            throw new InvalidDataException("a class is there twice.");

        var channels = input.GetProperty("channels").GetInt32();
        if (channels is not (1 or 3))
            throw new InvalidDataException($"pictures have 1 or 3 channels, not {channels}.");

        var model = new ModelDescription
        {
            Shape = isLinear ? ReadLinear(network, classes.Length) : ReadShape(network, channels, classes.Length),
            Height = CheckCount(input.GetProperty("height").GetInt32(), 1, MaxSide, "rows of pixels"),
            Width = CheckCount(input.GetProperty("width").GetInt32(), 1, MaxSide, "columns of pixels"),
            Classes = classes,
            DatasetRoot = Text(dataset, "root"),
            DatasetDigest = Text(dataset, "digest"),
            ScanVerdict = dataset.GetProperty("scanVerdict").GetString(),
            Seed = root.GetProperty("seed").GetInt32(),
            Encoder = isLinear ? EncoderJson.Read(root.GetProperty("encoder"), input, channels) : null,
            Repaired = root.TryGetProperty("repair", out var repair) ? ReadRepair(repair) : null,
        };
        return Math.Min(model.Height, model.Width) >= model.Shape.LeastSide
            ? (model, Text(root.GetProperty("weights"), "sha256"))
            : throw new InvalidDataException("its pictures are too small for its network.");
    }

    private static void WriteRepair(Utf8JsonWriter json, RepairRecord? repair)
    {
        if (repair is null)
            return;

        json.WriteStartObject("repair");
        json.WriteString("method", repair.Method);
        json.WriteString("original", repair.Original);
        json.WriteString("dataDigest", repair.DataDigest);
        json.WriteStartArray("targets");
        foreach (var target in repair.Targets)
            json.WriteStringValue(target);

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static RepairRecord ReadRepair(JsonElement repair) => new(
        Text(repair, "method"),
        Text(repair, "original"),
        [.. repair.GetProperty("targets").EnumerateArray().Select(target => target.GetString() ?? throw new InvalidDataException("a target has no name."))],
        Text(repair, "dataDigest"));

    private static NetworkShape ReadShape(JsonElement network, int channels, int classes) =>
        new(channels, network.GetProperty("highPass").GetBoolean(), ReadBlocks(network.GetProperty("blocks")), classes)
        {
            Normalisation = ReadNormalisation(network),
            HasMaximum = network.GetProperty("maximum").GetBoolean(),
        };

    private static NetworkShape ReadLinear(JsonElement network, int classes) =>
        NetworkShape.Linear(CheckCount(network.GetProperty("features").GetInt32(), 1, MaxWidth, "features"), classes) with { Normalisation = ReadNormalisation(network) };

    private static Normalisation ReadNormalisation(JsonElement network) => Text(network, "normalisation") switch
    {
        BatchNormalisation => Normalisation.Batch,
        GroupNormalisation => Normalisation.Group,
        _ => throw new InvalidDataException("its normalisation is of a kind that is not known."),
    };

    private static ConvBlock[] ReadBlocks(JsonElement blocks)
    {
        CheckCount(blocks.GetArrayLength(), 1, MaxBlocks, "blocks");
        return
        [
            .. blocks.EnumerateArray().Select(block => new ConvBlock(
                CheckCount(block.GetProperty("width").GetInt32(), 1, MaxWidth, "channels"),
                block.GetProperty("halvesSize").GetBoolean(),
                block.GetProperty("residual").GetBoolean())),
        ];
    }

    private static int CheckCount(int count, int least, int most, string what) =>
        count >= least && count <= most ? count : throw new InvalidDataException($"{count:N0} {what} are not from {least:N0} to {most:N0}.");

    internal static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new InvalidDataException($"'{name}' is empty.");
}
