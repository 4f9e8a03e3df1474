using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DatasetGuard.Core.Configuration;

/// <summary>Reads the part of YAML that a configuration needs: one document of mappings, lists and text.</summary>
/// <remarks>
/// Anchors, aliases and tags are refused: aliases are how a file of a hundred bytes becomes gigabytes, and tags how a reader is made to build
/// objects. Nothing is expanded, so the tree is never larger than the text.
/// </remarks>
internal sealed class YamlText
{
    /// <summary>Characters of a file. Ten thousand suppressions fit.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Mappings and lists inside each other; a configuration needs four.</summary>
    public const int MaxDepth = 16;

    private readonly FaultList _faults;
    private readonly Parser _parser;

    private YamlText(string text, FaultList faults)
    {
        _faults = faults;
        _parser = new Parser(new StringReader(text));
    }

    /// <param name="text">The file's text, at most <see cref="MaxLength"/>.</param>
    /// <param name="faults">Gets the keys that stand twice.</param>
    /// <returns>Null for a text without a document, such as one of comments only.</returns>
    /// <exception cref="ConfigurationException">It is no YAML, or YAML that is not taken: what comes after cannot be judged.</exception>
    public static YamlNode? Parse(string text, FaultList faults)
    {
        var reader = new YamlText(text, faults);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException error)
        {
            faults.Add((int)error.Start.Line, (int)error.Start.Column, $"this is no YAML: {Printable.Text(error.Message)}");
            throw faults.ToException(error);
        }
        catch (Exception error) when (IsOfParser(error))
        {
            var place = reader._parser.Current?.End;
            faults.Add((int?)place?.Line, (int?)place?.Column, "what follows here is no YAML.");
            throw faults.ToException(error);
        }
    }

    /// <summary>On some malformed texts the parser throws exceptions that it does not document (tried: "{" before a block mapping).</summary>
    private static bool IsOfParser(Exception error) => error is InvalidOperationException or ArgumentException or IndexOutOfRangeException;

    private YamlNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
            return null;

        _parser.Consume<DocumentStart>();
        var root = ReadNode(depth: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
            throw Refuse(second, "a second document begins here; a configuration is one.");

        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        var start = _parser.Consume<ParsingEvent>();
        if (start is AnchorAlias || start is NodeEvent { Anchor.IsEmpty: false })
            throw Refuse(start, "anchors (&) and aliases (*) are not taken: write the value out.");
        if (start is NodeEvent { Tag.IsEmpty: false })
            throw Refuse(start, "tags (!) are not taken.");
        if (depth > MaxDepth)
            throw Refuse(start, $"mappings and lists are more than {MaxDepth} deep.");

        var (line, column) = ((int)start.Start.Line, (int)start.Start.Column);
        return start switch
        {
            Scalar scalar => new YamlScalar(line, column, scalar.Value, scalar.Style != ScalarStyle.Plain),
            SequenceStart => new YamlList(line, column, ReadItems(depth)),
            MappingStart => new YamlMap(line, column, ReadPairs(depth)),
            _ => throw Refuse(start, "a value is missing."),
        };
    }

    private List<YamlNode> ReadItems(int depth)
    {
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));

        return items;
    }

    private List<(YamlScalar Key, YamlNode Value)> ReadPairs(int depth)
    {
        var pairs = new List<(YamlScalar Key, YamlNode Value)>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var start = _parser.Current!;
            if (ReadNode(depth + 1) is not YamlScalar key)
                throw Refuse(start, "a key is a single word.");
            if (!seen.TryAdd(key.Text, key.Line))
                _faults.Add(key, $"the key '{Printable.Text(key.Text)}' stands twice; it is already in line {seen[key.Text]}.");

            pairs.Add((key, ReadNode(depth + 1)));
        }

        return pairs;
    }

    private ConfigurationException Refuse(ParsingEvent place, string message)
    {
        _faults.Add((int)place.Start.Line, (int)place.Start.Column, message);
        return _faults.ToException();
    }
}
