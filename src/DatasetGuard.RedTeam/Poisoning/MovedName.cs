namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>What a file is called that moves to another class.</summary>
internal static class MovedName
{
    /// <summary>Files that are called after their class, as <c>dog.129.jpg</c>, are called after the new one.</summary>
    public static string Of(string tail, string label, string target)
    {
        var at = tail.IndexOf(label, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || !label.Any(char.IsLetter))
            return tail;

        var end = at + label.Length;
        var isWord = (at == 0 || !char.IsLetter(tail[at - 1])) && (end == tail.Length || !char.IsLetter(tail[end]));
        return isWord ? $"{tail[..at]}{target}{tail[end..]}" : tail;
    }
}
