using System.Text.Json;
using DatasetGuard.Learning.Encoders;

namespace DatasetGuard.Learning.Models;

/// <summary>What <c>model.json</c> says of the encoder of a linear probe.</summary>
internal static class EncoderJson
{
    /// <summary>A byte x becomes (x / 255 - mean) / std.</summary>
    public static void WriteRange(Utf8JsonWriter json, EncoderRecord encoder)
    {
        foreach (var (name, values) in (ReadOnlySpan<(string, IReadOnlyList<double>)>)[("mean", encoder.Mean), ("std", encoder.Deviation)])
        {
            json.WriteStartArray(name);
            foreach (var value in values)
                json.WriteNumberValue(value);

            json.WriteEndArray();
        }
    }

    public static void Write(Utf8JsonWriter json, EncoderRecord encoder)
    {
        json.WriteStartObject("encoder");
        json.WriteString("name", encoder.Name);
        json.WriteString("sha256", encoder.Digest);
        json.WriteString("output", encoder.Output);
        json.WriteString("file", OnnxModel.FileName);
        json.WriteString("fileSha256", encoder.FileDigest);
        json.WriteEndObject();
    }

    /// <param name="encoder">What <see cref="Write"/> wrote.</param>
    /// <param name="input">What <see cref="WriteRange"/> wrote.</param>
    /// <param name="channels">Of the pictures.</param>
    /// <exception cref="InvalidDataException">Something is out of its range.</exception>
    public static EncoderRecord Read(JsonElement encoder, JsonElement input, int channels) => new(ModelJson.Text(encoder, "name"), ModelJson.Text(encoder, "sha256"), ModelJson.Text(encoder, "output"))
    {
        Channels = channels,
        Mean = ReadNumbers(input.GetProperty("mean"), double.MinValue),
        Deviation = ReadNumbers(input.GetProperty("std"), double.Epsilon),
        FileDigest = ModelJson.Text(encoder, "fileSha256"),
    };

    private static double[] ReadNumbers(JsonElement numbers, double least)
    {
        double[] values = [.. numbers.EnumerateArray().Select(value => value.GetDouble())];
        return values.Length is 1 or 3 && Array.TrueForAll(values, value => double.IsFinite(value) && value >= least)
            ? values
            : throw new InvalidDataException("mean and std are one number or three, and a std is above 0.");
    }
}
