namespace DatasetGuard.Core.Datasets;

/// <summary>Paths from archives and manifests: they may not lead out of the dataset.</summary>
internal static class SafePath
{
    /// <summary>Makes the path relative with <c>/</c>, or says why it is refused.</summary>
    public static string? TryNormalise(string path, out string reason)
    {
        reason = "";
        if (IsNormal(path))
            return path;
        if (path.Length == 0)
            return Refuse("the path is empty", out reason);
        if (path.Contains('\0'))
            return Refuse("the path holds a NUL character", out reason);

        var slashed = path.Replace('\\', '/');
        if (slashed.StartsWith('/') || (slashed.Length > 1 && slashed[1] == ':' && char.IsAsciiLetter(slashed[0])))
            return Refuse("the path is absolute", out reason);

        var parts = slashed.Split('/').Where(part => part.Length > 0 && part != ".").ToArray();
        if (parts.Contains(".."))
            return Refuse("the path leads out of the dataset with '..'", out reason);

        return parts.Length == 0 ? Refuse("the path names no file", out reason) : string.Join('/', parts);
    }

    /// <summary>Stands for bytes that are no UTF-8 text, so that names which differ in them fall together.</summary>
    public static bool IsText(string path) => !path.Contains('\uFFFD');

    /// <summary>True for most names of archives and lists, which need no taking apart; false says nothing.</summary>
    private static bool IsNormal(string path) =>
        path.Length > 0 && path[0] is not ('/' or '.') && path[^1] != '/' && path.AsSpan().IndexOfAny("\\:\0") < 0
        && !path.Contains("/.", StringComparison.Ordinal) && !path.Contains("//", StringComparison.Ordinal);

    private static string? Refuse(string why, out string reason)
    {
        reason = why;
        return null;
    }
}
