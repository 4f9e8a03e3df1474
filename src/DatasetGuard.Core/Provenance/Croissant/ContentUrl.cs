using System.Globalization;
using System.Text;
using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Provenance.Croissant;

/// <summary>Paths of a dataset as relative URLs and back. Neither way leads out of the dataset.</summary>
/// <remarks>
/// Loaders differ: some decode a relative <c>contentUrl</c>, the reference implementation takes it as a path. What reads the same both ways,
/// also with spaces and letters of any script, is therefore left as it is.
/// </remarks>
internal static class ContentUrl
{
    /// <summary>Null for a path that leads out of the dataset, wherever it is read.</summary>
    public static string? Of(string path)
    {
        if (SafePath.TryNormalise(path, out _) is null)
            return null;

        var url = new StringBuilder(path.Length);
        for (var i = 0; i < path.Length; i++)
        {
            var length = char.IsSurrogatePair(path, i) ? 2 : 1;
            if (NeedsEscape(path, i))
                url.Append(Escaped(path.AsSpan(i, length)));
            else
                url.Append(path, i, length);

            i += length - 1;
        }

        return url.ToString();
    }

    /// <summary>The paths that a URL may name below the place of the file that it stands in: taken as it is, and decoded. Empty for one that names a place elsewhere.</summary>
    public static IReadOnlyList<string> PathsOf(string url) => IsElsewhere(url)
        ? []
        : [.. new[] { url, Uri.UnescapeDataString(url) }.Select(path => SafePath.TryNormalise(path, out _)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>It names a host or has a scheme.</summary>
    public static bool IsElsewhere(string url) => url.StartsWith("//", StringComparison.Ordinal) || (Uri.TryCreate(url, UriKind.Absolute, out var absolute) && !url.StartsWith('/') && absolute.Scheme.Length > 1);

    /// <summary>What ends a path or begins a scheme in a URL, and what would not show.</summary>
    private static bool NeedsEscape(string path, int index)
    {
        var isAtEnd = index == 0 || index == path.Length - 1;
        return path[index] is '%' or '?' or '#' or '\\' or ':' or '"' or '<' or '>' || (path[index] == ' ' && isAtEnd) || CharUnicodeInfo.GetUnicodeCategory(path, index) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
    }

    private static string Escaped(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return string.Concat(bytes.Take(Encoding.UTF8.GetBytes(text, bytes)).Select(value => $"%{value:X2}"));
    }
}
