using System.Diagnostics.CodeAnalysis;

namespace DatasetGuard.Core.Gating;

/// <summary>
/// A pattern of samples' ids: <c>*</c> stands for any characters but a slash, <c>?</c> for one, a segment <c>**</c> for any number of
/// folders. Case counts; everything else stands for itself.
/// </summary>
/// <remarks>Matching goes back at most to the last star, so it takes at most pattern times path steps, whatever the two are.</remarks>
public sealed class PathPattern
{
    /// <summary>Characters of a pattern.</summary>
    public const int MaxLength = 1024;

    private const string AnyFolders = "**";

    private readonly string[] _segments;

    private PathPattern(string text)
    {
        Text = text;
        _segments = text.Split('/');
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>True for the pattern that every id matches.</summary>
    public bool MatchesAll => Array.TrueForAll(_segments, segment => segment == AnyFolders);

    /// <param name="text">The pattern.</param>
    /// <param name="pattern">Null when it is refused.</param>
    /// <param name="reason">Why it could never match as meant.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PathPattern? pattern, out string reason)
    {
        reason = text switch
        {
            "" => "it is empty",
            { Length: > MaxLength } => $"it is longer than {MaxLength:N0} characters",
            _ when text.Contains('\\') => "folders are parted by /",
            _ when text.StartsWith('/') => "it starts inside the dataset, without /",
            _ when text.EndsWith('/') => "for everything in a folder write folder/**",
            _ when text.Split('/') is var segments && segments.Any(segment => segment is "" or "." or "..") => "it has an empty part, . or ..",
            _ when text.Split('/').Any(segment => segment.Contains(AnyFolders) && segment != AnyFolders) => "** stands alone between slashes",
            _ => "",
        };
        pattern = reason.Length == 0 ? new PathPattern(text) : null;
        return pattern is not null;
    }

    public bool IsMatch(string id)
    {
        var parts = id.Split('/');
        return Matches(
            _segments.Length,
            parts.Length,
            segment => _segments[segment] == AnyFolders,
            (segment, part) => MatchesPart(_segments[segment], parts[part]));
    }

    public override string ToString() => Text;

    private static bool MatchesPart(string segment, string part) =>
        Matches(segment.Length, part.Length, i => segment[i] == '*', (i, j) => segment[i] == '?' || segment[i] == part[j]);

    /// <summary>
    /// Wildcard matching of any alphabet. On a mismatch the last star takes one more: what earlier stars took need not be looked at again,
    /// for the last one could take whatever they would leave.
    /// </summary>
    private static bool Matches(int patternLength, int textLength, Func<int, bool> isStar, Func<int, int, bool> isEqual)
    {
        var (i, j, star, taken) = (0, 0, -1, 0);
        while (j < textLength)
        {
            if (i < patternLength && isStar(i))
                (star, taken, i) = (i, j, i + 1);
            else if (i < patternLength && isEqual(i, j))
                (i, j) = (i + 1, j + 1);
            else if (star >= 0)
                (i, j) = (star + 1, ++taken);
            else
                return false;
        }

        while (i < patternLength && isStar(i))
            i++;

        return i == patternLength;
    }
}
