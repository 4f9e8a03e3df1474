using System.Text;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Gating;

/// <summary>The text of an accepted manifest: lines of <c>manifest.sha256</c>, and comments that say which class the images below have.</summary>
/// <remarks>
/// The <c>sha256sum</c> tool passes over comments, so it checks the file as it is. Reading is strict: the file lies in the repository, where
/// strangers propose changes, and what is not understood must not accept anything.
/// </remarks>
/// <param name="name">The file's name for messages.</param>
internal sealed class AcceptedManifestText(string name)
{
    private const string Header = "# datasetguard-accepted ";
    private const string Version = "1";
    private const string ClassPrefix = "# class ";
    private const string NoClass = "# no class";
    private const int HashLength = 64;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly string Unreadable = new('0', HashLength);

    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private int _line;

    /// <summary>The same dataset gives the same bytes.</summary>
    public static void Write(Dataset dataset, Stream output)
    {
        using var text = ReportText.Writer(output);
        text.WriteLine(Header + Version);
        var last = default(string);
        foreach (var sample in dataset.Samples)
        {
            var line = dataset.ClassOf(sample) is { } className ? ClassPrefix + Escaped(className) : NoClass;
            if (line != last)
                text.WriteLine(line);

            text.Write(Dataset.ManifestLine(sample));
            last = line;
        }
    }

    /// <exception cref="ConfigurationException">It is no manifest; with line and reason.</exception>
    public (bool HasClasses, IReadOnlyList<AcceptedEntry> Entries) Parse(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<AcceptedEntry>();
        var hasClasses = false;
        var className = default(string);
        foreach (var range in bytes.Split((byte)'\n'))
        {
            _line++;
            var line = Text(bytes[range]);
            if (line.StartsWith(Header, StringComparison.Ordinal) && _line == 1)
                hasClasses = line[Header.Length..] == Version ? true : throw Refuse($"the accepted manifest has version '{Printable.Text(line[Header.Length..])}'; this tool reads {Version}. 'datasetguard baseline update' writes it anew.");
            else if (hasClasses && (line == NoClass || line.StartsWith(ClassPrefix, StringComparison.Ordinal)))
                className = line == NoClass ? null : Unescaped(line[ClassPrefix.Length..]);
            else if (!line.StartsWith('#') && !(line.Length == 0 && range.End.GetOffset(bytes.Length) == bytes.Length))
                entries.Add(Entry(line, className));
        }

        return (hasClasses, entries);
    }

    /// <summary><c>hash  name</c> or <c>hash *name</c>, with a backslash in front where the name is escaped.</summary>
    private AcceptedEntry Entry(string line, string? className)
    {
        var isEscaped = line.StartsWith('\\');
        var rest = isEscaped ? line[1..] : line;
        if (rest.Length < HashLength + 3 || !rest[..HashLength].All(char.IsAsciiHexDigit) || rest[HashLength] != ' ' || rest[HashLength + 1] is not (' ' or '*'))
            throw Refuse("a SHA-256 of 64 hexadecimal digits, two spaces and a path belong here, as sha256sum writes them.");

        var path = isEscaped ? Unescaped(rest[(HashLength + 2)..]) : rest[(HashLength + 2)..];
        if (!_lines.TryAdd(path, _line))
            throw Refuse($"'{Printable.Text(path)}' stands already in line {_lines[path]}.");

        var hash = rest[..HashLength].ToLowerInvariant();
        return new AcceptedEntry(path, hash == Unreadable ? "" : hash, className);
    }

    /// <summary>Git may have written CR LF; a name's own line breaks are escaped.</summary>
    private string Text(ReadOnlySpan<byte> line)
    {
        try
        {
            return Utf8.GetString(line is [.. var start, (byte)'\r'] ? start : line);
        }
        catch (DecoderFallbackException)
        {
            throw Refuse("this line is no UTF-8 text.");
        }
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\r", "\\r");

    private string Unescaped(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            result.Append(text[i] != '\\' ? text[i] : (++i < text.Length ? text[i] : ' ') switch
            {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => throw Refuse("a backslash is followed by \\, n or r."),
            });
        }

        return result.ToString();
    }

    private ConfigurationException Refuse(string message) => new(new ConfigurationFault(name, _line, 1, message));
}
