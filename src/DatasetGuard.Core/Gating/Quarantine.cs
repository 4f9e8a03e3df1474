using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Gating;

/// <summary>What a clean copy of the dataset leaves out, and why: the one rule behind <c>quarantine.csv</c> and <c>--clean-to</c>.</summary>
/// <remarks>
/// Errors and warnings that nothing accepts put their samples there. Notes do not: that images are dark or gray is worth knowing, and no
/// reason to lose thousands of them. What is listed as missing is not there to be left out. Of copies of one image (<see cref="FlaggedSample.CopyGroup"/>) the first stays that nothing else is said
/// against.
/// </remarks>
public sealed class Quarantine
{
    /// <summary>The least level that puts a sample into quarantine.</summary>
    public const FindingLevel LeastLevel = FindingLevel.Warning;

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<(Finding Finding, FlaggedSample Flagged)> _entries = [];

    public Quarantine(ScanResult result)
    {
        var present = result.Dataset.Samples.Select(sample => sample.Id).ToHashSet(StringComparer.Ordinal);
        var findings = result.Findings
            .Where(finding => finding.Level >= LeastLevel)
            .Select(finding => finding with { Samples = [.. finding.Samples.Where(flagged => present.Contains(flagged.Sample.Id))] })
            .ToList();
        foreach (var flagged in findings.SelectMany(finding => finding.Samples).Where(flagged => flagged.CopyGroup is null))
            _ids.Add(flagged.Sample.Id);

        foreach (var finding in findings)
        {
            var groups = finding.Samples.Where(flagged => flagged.CopyGroup is not null).GroupBy(flagged => flagged.CopyGroup);
            var stay = groups.Select(StaysOf).OfType<FlaggedSample>().ToHashSet(ReferenceEqualityComparer.Instance);
            foreach (var flagged in finding.Samples.Where(flagged => !stay.Contains(flagged)))
            {
                _ids.Add(flagged.Sample.Id);
                _entries.Add((finding, flagged));
            }
        }
    }

    /// <summary>One for each finding and sample that it puts here, gravest first.</summary>
    public IReadOnlyList<(Finding Finding, FlaggedSample Flagged)> Entries => _entries;

    /// <summary>Samples in quarantine.</summary>
    public int Count => _ids.Count;

    public bool Contains(string sampleId) => _ids.Contains(sampleId);

    private FlaggedSample? StaysOf(IEnumerable<FlaggedSample> copies) => copies.FirstOrDefault(copy => !_ids.Contains(copy.Sample.Id));
}
