using DatasetGuard.Core.Gating;

namespace DatasetGuard.Core.Reports.History;

/// <summary>What a comparison says, in sentences that the terminal and the page share.</summary>
public static class HistoryWords
{
    /// <summary>How many are new, changed, gone and as before.</summary>
    public static string Headline(IReadOnlyList<FindingChange> changes)
    {
        if (changes.Count == 0)
            return "Neither scan found anything.";

        var parts = Enum.GetValues<ChangeKind>()
            .Select(kind => (Kind: kind, Count: changes.Count(change => change.Kind == kind)))
            .Where(part => part.Count > 0 || part.Kind == ChangeKind.New)
            .Select(part => $"{(part.Count == 0 ? "nothing" : $"{part.Count:N0}")} {Name(part.Kind)}");
        return $"{Capitalised(string.Join(", ", parts))}.";
    }

    /// <summary>In a heading or a count.</summary>
    public static string Name(ChangeKind kind) => kind switch
    {
        ChangeKind.New => "new",
        ChangeKind.Changed => "with other images",
        ChangeKind.NotLookedAt => "not looked at again",
        ChangeKind.Same => "as before",
        ChangeKind.Accepted => "accepted since",
        _ => "fixed",
    };

    /// <summary>What a finding is about, and how it changed.</summary>
    public static string Subject(FindingChange change)
    {
        var finding = change.Finding;
        var name = finding.Class is { } label ? $": {Printable.Text(label)}" : "";
        return $"{Printable.Text(finding.Title)}{name}{Files(change)}{(change.IsFirstLook ? "; its rule did not run before" : "")}";
    }

    /// <summary>Whether the two scans are of the same content, and whether they looked equally hard.</summary>
    public static string Compared(ScanRun before, ScanRun after)
    {
        var (old, current) = (before.Report, after.Report);
        var content = old.Dataset.Digest == current.Dataset.Digest
            ? $"Both are of the same content, {ReportText.Count(current.Dataset.Samples, "sample")}."
            : $"The content has changed: {ReportText.Count(old.Dataset.Samples, "sample")} before, {current.Dataset.Samples:N0} now.";
        var depth = old.Settings.Depth == current.Settings.Depth ? "" : $" The depth was {JsonText.Name(old.Settings.Depth)} and is {JsonText.Name(current.Settings.Depth)}.";
        var version = old.Tool.Version == current.Tool.Version ? "" : $" DatasetGuard was {Printable.Text(old.Tool.Version)} and is {Printable.Text(current.Tool.Version)}.";
        return content + depth + version;
    }

    public static string Word(Verdict verdict) => verdict switch { Verdict.Pass => "pass", Verdict.Fail => "fail", _ => "incomplete" };

    internal static string Capitalised(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Files(FindingChange change)
    {
        var (now, before) = (change.Finding.Samples.Count, change.Before?.Samples.Count);
        if (now == 0 && before is null or 0)
            return "";

        return change.Kind == ChangeKind.Changed && before != now ? $", {ReportText.Count(now, "file")} (before {before:N0})" : $", {ReportText.Count(now, "file")}";
    }
}
