using System.Text.Json;
using DatasetGuard.Core;

namespace DatasetGuard.Learning.Auditing;

/// <summary>What is known of a model that does not say it itself: from a <c>model.json</c> beside it, or from the user.</summary>
/// <remarks>
/// Of <c>model.json</c> these are read, where they are there: <c>classes</c>, the names in the order of the outputs; and of <c>input</c> the numbers <c>width</c>, <c>height</c>, <c>channels</c>,
/// <c>mean</c> and <c>std</c>, the last two one for all channels or one a channel. The file that 'datasetguard train' writes beside <c>model.onnx</c> is one.
/// </remarks>
public sealed record ModelFacts
{
    private const long MaxLength = 8 << 20;
    private const int MaxSide = 1024;

    /// <summary>In the order of the outputs; null where nobody says.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>In pixels; null where nobody says.</summary>
    public (int Width, int Height, int? Channels)? Size { get; init; }

    /// <summary>The model gets (pixel / 255 - mean) / deviation.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0];

    /// <summary>See <see cref="Mean"/>.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [1];

    /// <param name="model">The model's file.</param>
    /// <returns>Nothing known, where there is no <c>model.json</c> beside it.</returns>
    /// <exception cref="AuditException">The file is there and cannot be understood.</exception>
    public static ModelFacts Beside(string model)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model))!, Models.ModelJson.FileName);
        if (!File.Exists(path))
            return new ModelFacts();

        try
        {
            using var file = WholeFile.OpenPlain(path);
            if (file.Length > MaxLength)
                throw new InvalidDataException($"it is larger than {MaxLength:N0} bytes.");

            using var document = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 8 });
            return Read(document.RootElement);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidDataException or InvalidOperationException or FormatException)
        {
            throw new AuditException($"'{Printable.Text(path)}', beside the model, does not describe it: {Printable.Line(error.Message)} Put it right, or take it away.", error);
        }
    }

    /// <summary>Names of classes that can be told apart.</summary>
    /// <exception cref="InvalidDataException">There is one name only, or one is empty or there twice.</exception>
    public static IReadOnlyList<string> CheckedClasses(IReadOnlyList<string> names)
    {
        if (names.Count < 2)
            throw new InvalidDataException("there are fewer than two classes.");
        if (names.Any(name => name.Length == 0))
            throw new InvalidDataException("a class has no name.");

        return names.CountBy(name => name, StringComparer.Ordinal).FirstOrDefault(pair => pair.Value > 1) is { Key: { } twice } ? throw new InvalidDataException($"the class '{Printable.Text(twice)}' is there twice.") : names;
    }

    private static ModelFacts Read(JsonElement root)
    {
        var facts = new ModelFacts();
        if (root.TryGetProperty("classes", out var classes))
            facts = facts with { Classes = CheckedClasses([.. classes.EnumerateArray().Select(name => name.GetString() ?? "")]) };
        if (!root.TryGetProperty("input", out var input))
            return facts;

        if (input.TryGetProperty("width", out var width) && input.TryGetProperty("height", out var height))
            facts = facts with { Size = (Whole(width, MaxSide), Whole(height, MaxSide), input.TryGetProperty("channels", out var channels) ? Channels(channels) : null) };
        if (input.TryGetProperty("mean", out var mean))
            facts = facts with { Mean = Numbers(mean) };
        if (input.TryGetProperty("std", out var deviation))
            facts = facts with { Deviation = Numbers(deviation) };

        return facts.Deviation.All(value => value > 0) ? facts : throw new InvalidDataException("a std is not above 0.");
    }

    private static int Channels(JsonElement element) => element.GetInt32() is var value && value is 1 or 3 ? value : throw new InvalidDataException("channels are 1 or 3.");

    private static int Whole(JsonElement element, int most) =>
        element.GetInt32() is var value && value >= 1 && value <= most ? value : throw new InvalidDataException($"{value} is not from 1 to {most:N0}.");

    private static double[] Numbers(JsonElement element)
    {
        double[] values = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().Select(value => value.GetDouble())] : [element.GetDouble()];
        return values.Length is 1 or 3 && values.All(double.IsFinite) ? values : throw new InvalidDataException("mean and std are one number or three.");
    }
}
