using System.Buffers.Binary;
using System.Text.Json;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>What the script draws the map from, as JSON: places, classes, levels and scores as bytes in base64, names without the start that they share.</summary>
internal static class MapData
{
    /// <summary>Classes that can be told apart; the others are one more, and no class another.</summary>
    public const int MaxClasses = 250;

    private const byte OtherClass = 254;
    private const byte NoClass = 255;
    private const byte NoScore = 255;
    private const int MaxScores = 16;

    /// <param name="result">With maps.</param>
    /// <param name="hasScores">The scores of every sample are in it.</param>
    /// <param name="hasNames">The names of all samples are in it.</param>
    public static byte[] Of(ScanResult result, bool hasScores, bool hasNames)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("count", result.Dataset.Samples.Count);
            WriteMaps(json, result);
            WriteClasses(json, result.Dataset);
            json.WriteBase64String("levels", Levels(result));
            json.WriteStartArray("scores");
            foreach (var column in hasScores ? result.Scores.Take(MaxScores) : [])
                WriteScore(json, column);

            json.WriteEndArray();
            json.WriteStartArray("names");
            if (hasNames)
                WriteNames(json, result.Dataset);

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteMaps(Utf8JsonWriter json, ScanResult result)
    {
        json.WriteStartArray("maps");
        foreach (var map in result.Maps)
        {
            json.WriteStartObject();
            json.WriteString("source", map.Source);
            json.WriteBase64String("has", Bits(map.Samples, result.Dataset.Samples.Count));
            json.WriteBase64String("x", Bytes(map.X));
            json.WriteBase64String("y", Bytes(map.Y));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The largest classes have numbers of their own.</summary>
    private static void WriteClasses(Utf8JsonWriter json, Dataset dataset)
    {
        var counts = new int[dataset.Classes.Count];
        foreach (var sample in dataset.Samples.Where(sample => sample.ClassIndex >= 0))
            counts[sample.ClassIndex]++;

        int[] order = [.. Enumerable.Range(0, counts.Length).OrderByDescending(i => counts[i]).ThenBy(i => i).Take(MaxClasses)];
        var numbers = new byte[counts.Length];
        Array.Fill(numbers, OtherClass);
        for (var i = 0; i < order.Length; i++)
            numbers[order[i]] = (byte)i;

        json.WriteStartArray("classes");
        foreach (var i in order)
            json.WriteStringValue(Printable.Text(dataset.Classes[i]));

        json.WriteEndArray();
        json.WriteBase64String("labels", Array.ConvertAll([.. dataset.Samples], sample => sample.ClassIndex < 0 ? NoClass : numbers[sample.ClassIndex]));
    }

    /// <summary>0 for what nothing was found against, and 1 to 3 for the gravest level that was.</summary>
    private static byte[] Levels(ScanResult result)
    {
        var levels = new Dictionary<string, byte>(StringComparer.Ordinal);
        foreach (var finding in result.Findings)
        {
            foreach (var flagged in finding.Samples)
                levels[flagged.Sample.Id] = Math.Max(levels.GetValueOrDefault(flagged.Sample.Id), (byte)(finding.Level + 1));
        }

        return Array.ConvertAll([.. result.Dataset.Samples], sample => levels.GetValueOrDefault(sample.Id));
    }

    /// <summary>By rank, 0 to 254: scores of different rules have different scales, and a few extreme ones would leave no colour for the others.</summary>
    private static void WriteScore(Utf8JsonWriter json, ScoreColumn column)
    {
        int[] order = [.. Enumerable.Range(0, column.Values.Count).Where(i => float.IsFinite(column.Values[i])).OrderBy(i => column.Values[i])];
        if (order.Length < 2 || column.Values[order[0]].Equals(column.Values[order[^1]]))
            return;

        var ranks = new byte[column.Values.Count];
        Array.Fill(ranks, NoScore);
        for (var i = 0; i < order.Length; i++)
        {
            var isTie = i > 0 && column.Values[order[i]].Equals(column.Values[order[i - 1]]);
            ranks[order[i]] = isTie ? ranks[order[i - 1]] : (byte)((long)i * (NoScore - 1) / (order.Length - 1));
        }

        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteBase64String("ranks", ranks);
        json.WriteEndObject();
    }

    /// <summary>For each sample the length that it shares with the name before, and the rest.</summary>
    private static void WriteNames(Utf8JsonWriter json, Dataset dataset)
    {
        var last = "";
        foreach (var sample in dataset.Samples)
        {
            var name = Printable.Line(sample.Id);
            var shared = name.AsSpan().CommonPrefixLength(last);

            // Never between the halves of a character.
            if (shared > 0 && char.IsHighSurrogate(name[shared - 1]))
                shared--;

            json.WriteNumberValue(shared);
            json.WriteStringValue(name.AsSpan(shared));
            last = name;
        }
    }

    private static byte[] Bits(IReadOnlyList<int> indices, int count)
    {
        var bits = new byte[(count + 7) / 8];
        foreach (var i in indices)
            bits[i / 8] |= (byte)(1 << (i % 8));

        return bits;
    }

    private static byte[] Bytes(IReadOnlyList<ushort> values)
    {
        var bytes = new byte[values.Count * sizeof(ushort)];
        for (var i = 0; i < values.Count; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * sizeof(ushort)), values[i]);

        return bytes;
    }
}
