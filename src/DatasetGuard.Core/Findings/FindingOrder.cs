namespace DatasetGuard.Core.Findings;

/// <summary>The order of findings in every report.</summary>
internal static class FindingOrder
{
    /// <summary>Gravest first, then by rule id, highest score, class and fingerprint.</summary>
    public static int Compare(Finding a, Finding b)
    {
        var order = b.Level.CompareTo(a.Level);
        if (order == 0)
            order = string.CompareOrdinal(a.RuleId, b.RuleId);
        if (order == 0)
            order = Nullable.Compare(b.Score, a.Score);
        if (order == 0)
            order = string.CompareOrdinal(a.Class, b.Class);

        return order == 0 ? string.CompareOrdinal(a.Fingerprint, b.Fingerprint) : order;
    }
}
