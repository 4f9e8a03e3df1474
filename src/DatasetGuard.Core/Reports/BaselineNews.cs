using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary>What a scan found beyond its baseline, in one sentence or two: what whoever reviews a change wants to know first.</summary>
internal static class BaselineNews
{
    /// <returns>Null for a scan without a baseline.</returns>
    public static string? Of(ScanResult result)
    {
        if (!result.HasBaseline)
            return null;

        var count = result.Findings.Count;
        var accepted = result.Suppressed.Count(finding => finding.By == AcceptedBy.Baseline);
        var known = accepted == 0 ? "" : $" {accepted:N0} {(accepted == 1 ? "is accepted by it and does" : "are accepted by it and do")} not count.";
        var stale = result.StaleBaselineEntries == 0 ? "" : $" {result.StaleBaselineEntries:N0} of its entries {(result.StaleBaselineEntries == 1 ? "is" : "are")} not found any more: 'datasetguard baseline update' removes them.";
        return (count == 0 ? "Nothing is new." : $"{ReportText.Count(count, "finding")} {(count == 1 ? "is" : "are")} new.") + known + stale;
    }
}
