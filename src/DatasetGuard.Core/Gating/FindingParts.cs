using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;

namespace DatasetGuard.Core.Gating;

/// <summary>A finding in what is accepted of it and what is left.</summary>
/// <param name="Accepted">Null when nothing is.</param>
/// <param name="Left">Null when nothing is.</param>
internal sealed record FindingParts(Finding? Accepted, Finding? Left)
{
    /// <summary>
    /// Of a list each sample can be accepted alone. A group is evidence only as a whole, so it is accepted when all its samples are, and else
    /// reported with all of them: naming half of the files of a trigger must not make it look smaller.
    /// </summary>
    /// <param name="finding">With at least one sample.</param>
    /// <param name="isAccepted">Asked once for each sample, in order.</param>
    /// <param name="dataset">Tells where samples lie.</param>
    public static FindingParts Of(Finding finding, Predicate<FlaggedSample> isAccepted, Dataset dataset)
    {
        var accepted = new List<FlaggedSample>();
        var left = new List<FlaggedSample>();
        foreach (var flagged in finding.Samples)
            (isAccepted(flagged) ? accepted : left).Add(flagged);

        if (left.Count == 0)
            return new FindingParts(finding, null);
        if (accepted.Count == 0 || !finding.IsList)
            return new FindingParts(null, finding);

        var note = $"{accepted.Count:N0} of these files {(accepted.Count == 1 ? "is" : "are")} suppressed and not listed.";
        return new FindingParts(With(finding, accepted, dataset), With(finding, left, dataset) with { Message = $"{finding.Message} {note}" });
    }

    private static Finding With(Finding finding, List<FlaggedSample> samples, Dataset dataset) => finding with
    {
        Samples = samples,
        Location = finding.Location.Kind == LocationKind.Dataset ? finding.Location : FindingLocation.Of(samples[0].Sample, dataset),
    };
}
