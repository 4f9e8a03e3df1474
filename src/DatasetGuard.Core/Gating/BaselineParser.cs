using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using DatasetGuard.Core.Configuration;

namespace DatasetGuard.Core.Gating;

/// <summary>Reads a baseline strictly: it lies in the repository, where strangers propose changes, and what is not understood must not accept anything.</summary>
/// <param name="bytes">The content of the file.</param>
/// <param name="name">Its name for messages.</param>
internal sealed partial class BaselineParser(byte[] bytes, string name)
{
    /// <summary>The object, the list, an entry.</summary>
    private const int MaxDepth = 4;

    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private int _line = 1;
    private int _lineBreaksCountedTo;

    /// <exception cref="ConfigurationException">It is no baseline; with line and reason.</exception>
    public Baseline Parse()
    {
        if (!Utf8.IsValid(bytes))
            throw new ConfigurationException(new ConfigurationFault(name, null, null, "the baseline is no UTF-8 text."));

        var json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            return ReadBaseline(ref json);
        }
        catch (JsonException error)
        {
            throw new ConfigurationException(new ConfigurationFault(name, (int?)error.LineNumber + 1, (int?)error.BytePositionInLine + 1, "the baseline is no JSON from here on."), error);
        }
    }

    private Baseline ReadBaseline(ref Utf8JsonReader json)
    {
        string? tool = null;
        (string Digest, int Samples)? dataset = null;
        List<BaselineEntry>? entries = null;
        var hasVersion = false;
        Begin(ref json, JsonTokenType.StartObject, "an object");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextKey(ref json, seen) is { } key)
        {
            switch (key)
            {
                case "schemaVersion":
                    CheckVersion(ref json);
                    hasVersion = true;
                    break;
                case "tool":
                    tool = Text(ref json);
                    break;
                case "dataset":
                    dataset = ReadDataset(ref json);
                    break;
                case "findings":
                    entries = ReadEntries(ref json);
                    break;
                default:
                    throw Unknown(ref json, key);
            }
        }

        if (!hasVersion || tool is null || dataset is null || entries is null)
            throw Refuse(ref json, "the baseline lacks schemaVersion, tool, dataset or findings.");
        if (json.Read())
            throw Refuse(ref json, "something follows the baseline.");

        return new Baseline { ToolVersion = tool, Digest = Convert.ToHexStringLower(SHA256.HashData(bytes)), DatasetDigest = dataset.Value.Digest, DatasetSamples = dataset.Value.Samples, Entries = entries };
    }

    private void CheckVersion(ref Utf8JsonReader json)
    {
        var version = Text(ref json);
        if (version.Split('.')[0] != BaselineFile.SchemaVersion.Split('.')[0])
            throw Refuse(ref json, $"the baseline has version '{Printable.Text(version)}'; this tool reads {BaselineFile.SchemaVersion}. 'datasetguard baseline create --force' writes it anew.");
    }

    private (string Digest, int Samples) ReadDataset(ref Utf8JsonReader json)
    {
        var (digest, samples) = ("", 0);
        Begin(ref json, JsonTokenType.StartObject, "an object");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextKey(ref json, seen) is { } key)
        {
            if (key == "digest")
                digest = Text(ref json);
            else if (key == "samples")
                samples = Count(ref json, least: 0);
            else
                throw Unknown(ref json, key);
        }

        return (digest, samples);
    }

    private List<BaselineEntry> ReadEntries(ref Utf8JsonReader json)
    {
        var entries = new List<BaselineEntry>();
        Begin(ref json, JsonTokenType.StartArray, "a list");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                throw Refuse(ref json, "an entry is an object.");

            var line = LineOf(ref json);
            var entry = ReadEntry(ref json);
            if (!_lines.TryAdd(entry.Fingerprint, line))
                throw Refuse(ref json, $"the fingerprint stands already in line {_lines[entry.Fingerprint]}.");

            entries.Add(entry);
        }

        return entries;
    }

    private BaselineEntry ReadEntry(ref Utf8JsonReader json)
    {
        string? rule = null, className = null, fingerprint = null, note = null;
        int? samples = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextKey(ref json, seen) is { } key)
        {
            switch (key)
            {
                case "rule":
                    rule = Matching(ref json, RuleId(), "a rule id such as DG1005");
                    break;
                case "class":
                    className = TextOrNull(ref json);
                    break;
                case "samples":
                    samples = Count(ref json, least: 0);
                    break;
                case "fingerprint":
                    fingerprint = Matching(ref json, FingerprintText(), "a fingerprint of 32 hexadecimal digits");
                    break;
                case "note":
                    note = Text(ref json);
                    break;
                default:
                    throw Unknown(ref json, key);
            }
        }

        return rule is null || fingerprint is null || samples is null || note is null
            ? throw Refuse(ref json, "the entry lacks rule, samples, fingerprint or note.")
            : new BaselineEntry(rule, className, samples.Value, fingerprint, note);
    }

    private void Begin(ref Utf8JsonReader json, JsonTokenType type, string what)
    {
        if (!json.Read() || json.TokenType != type)
            throw Refuse(ref json, $"{what} belongs here.");
    }

    /// <summary>Goes on to the next key of the object; null at its end.</summary>
    private string? NextKey(ref Utf8JsonReader json, HashSet<string> seen)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.PropertyName)
            return null;

        var key = Decoded(ref json);
        return seen.Add(key) ? key : throw Refuse(ref json, $"the key '{Printable.Text(key)}' stands twice.");
    }

    private string Text(ref Utf8JsonReader json) => TextOrNull(ref json) ?? throw Refuse(ref json, "a text belongs here.");

    private string? TextOrNull(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => Decoded(ref json),
            JsonTokenType.Null => null,
            _ => throw Refuse(ref json, "a text belongs here."),
        };
    }

    /// <summary>Half of a surrogate pair, written as an escape, is no text.</summary>
    private string Decoded(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refuse(ref json, "this text is half a character.");
        }
    }

    private string Matching(ref Utf8JsonReader json, Regex pattern, string what)
    {
        var text = Text(ref json);
        return pattern.IsMatch(text) ? text : throw Refuse(ref json, $"{what} belongs here, not '{Printable.Text(text)}'.");
    }

    private int Count(ref Utf8JsonReader json, int least)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var count) && count >= least
            ? count
            : throw Refuse(ref json, $"a whole number from {least} on belongs here.");
    }

    private ConfigurationException Unknown(ref Utf8JsonReader json, string key) => Refuse(ref json, $"the key '{Printable.Text(key)}' is not known.");

    private ConfigurationException Refuse(ref Utf8JsonReader json, string message)
    {
        var start = bytes.AsSpan(0, (int)json.TokenStartIndex);
        return new ConfigurationException(new ConfigurationFault(name, LineOf(ref json), start.Length - start.LastIndexOf((byte)'\n'), message));
    }

    /// <summary>Counts on from the last token that was asked for.</summary>
    private int LineOf(ref Utf8JsonReader json)
    {
        var position = (int)json.TokenStartIndex;
        _line += bytes.AsSpan(_lineBreaksCountedTo..position).Count((byte)'\n');
        _lineBreaksCountedTo = position;
        return _line;
    }

    [GeneratedRegex("^DG[0-9]{4}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex RuleId();

    [GeneratedRegex("^[0-9a-f]{32}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex FingerprintText();
}
