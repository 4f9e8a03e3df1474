using System.Globalization;
using System.Text;

namespace DatasetGuard.Core;

/// <summary>Makes names from a dataset fit to print: they are the attacker's and must not forge output.</summary>
public static class Printable
{
    /// <summary>Longest text that is printed whole.</summary>
    public const int MaxLength = 300;

    /// <summary>
    /// The text on one line without control characters, direction marks and lone surrogates, each shown as <c>\uXXXX</c>, so that the
    /// name is still recognisable; long text is cut in the middle.
    /// </summary>
    public static string Text(string text)
    {
        var shown = Line(text);
        return shown.Length <= MaxLength ? shown : $"{Head(shown, MaxLength / 2)}…{Tail(shown, MaxLength / 2)}";
    }

    /// <summary>As <see cref="Text"/>, but never cut: for sentences that hold names.</summary>
    public static string Line(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair && IsHarmless(CharUnicodeInfo.GetUnicodeCategory(text, i)))
                result.Append(text[i]).Append(text[++i]);
            else if (!isPair && IsHarmless(char.GetUnicodeCategory(text[i])))
                result.Append(text[i]);
            else
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
        }

        return result.ToString();
    }

    private static bool IsHarmless(UnicodeCategory category) => category is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static string Head(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private static string Tail(string text, int length) => text[^(char.IsLowSurrogate(text[^length]) ? length - 1 : length)..];
}
