using System.Globalization;
using System.Text;

namespace DatasetGuard.Core.Copies;

/// <summary>Makes file and folder names of what a dataset calls its samples and classes, which may be anything.</summary>
public static class SafeName
{
    /// <summary>Most file systems allow 255 bytes; what collisions add must fit as well.</summary>
    private const int MaxBytes = 200;

    /// <summary>Where the file system takes "A" and "a" for one name, so do we.</summary>
    public static StringComparer Comparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private static readonly string[] Reserved =
    [
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    ];

    /// <summary>
    /// The text as one part of a path that means the same on every system: without separators, control characters and direction marks,
    /// no dots in front (those files are hidden, and <c>..</c> leads out), no device name, and not too long. The usual names stay as they are.
    /// </summary>
    public static string Of(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            safe.Append(IsSafe(rune) ? rune.ToString() : "_");

        if (safe.Length == 0)
            return "_";
        if (safe[0] == '.')
            safe[0] = '_';
        if (safe[^1] is '.' or ' ')
            safe[^1] = '_';

        var name = Shorten(safe.ToString());
        return Reserved.Contains(name.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase) ? $"_{name}" : name;
    }

    private static bool IsSafe(Rune rune) =>
        !"<>:\"/\\|?*\uFFFD".Contains(rune.ToString(), StringComparison.Ordinal)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Cuts the end of the name before the extension.</summary>
    private static string Shorten(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
            return name;

        var extension = Path.GetExtension(name);
        if (Encoding.UTF8.GetByteCount(extension) > 16)
            extension = "";

        var left = MaxBytes - Encoding.UTF8.GetByteCount(extension);
        var head = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
                break;

            head.Append(rune.ToString());
        }

        return head.Append(extension).ToString();
    }
}
