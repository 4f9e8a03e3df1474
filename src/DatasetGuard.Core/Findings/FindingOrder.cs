namespace DatasetGuard.Core.Findings;

/// <summary>The order of findings in every report.</summary>
internal static class FindingOrder
{
    /// <summary>Gravest first; of one level what an attacker does before what is only dirty; then by rule id, highest score, class and fingerprint.</summary>
    public static int Compare(Finding a, Finding b)
    {
        var order = b.Level.CompareTo(a.Level);
        if (order == 0)
            order = PlaceOf(a.RuleId).CompareTo(PlaceOf(b.RuleId));
        if (order == 0)
            order = string.CompareOrdinal(a.RuleId, b.RuleId);
        if (order == 0)
            order = Nullable.Compare(b.Score, a.Score);
        if (order == 0)
            order = string.CompareOrdinal(a.Class, b.Class);

        return order == 0 ? string.CompareOrdinal(a.Fingerprint, b.Fingerprint) : order;
    }

    /// <summary>A backdoor that was shown to work, triggers, other attacks, what is odd in feature space or in a model, and the rest.</summary>
    public static int PlaceOf(string ruleId) => ruleId.AsSpan(0, Math.Min(4, ruleId.Length)) switch
    {
        "DG29" => 0,
        "DG22" => 1,
        "DG21" or "DG23" => 2,
        "DG20" or "DG30" or "DG31" => 3,
        _ => 4,
    };
}
