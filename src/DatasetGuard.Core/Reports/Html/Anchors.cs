using System.Text.RegularExpressions;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>Names of findings in links, such as <c>DG2901-cat</c>: readable where the class allows, and each only once.</summary>
internal sealed partial class Anchors
{
    private const int MaxClassLength = 40;
    private const int FingerprintDigits = 8;

    private readonly Dictionary<Finding, string> _names = new(ReferenceEqualityComparer.Instance);

    public Anchors(ScanResult result)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var finding in result.Findings.Concat(result.Suppressed.Select(accepted => accepted.Finding)))
            _names[finding] = Candidates(finding).First(taken.Add);
    }

    public string this[Finding finding] => _names[finding];

    private static IEnumerable<string> Candidates(Finding finding)
    {
        var className = Strange().Replace(finding.Class ?? "", "-").Trim('-');
        if (className.Length is > 0 and <= MaxClassLength)
            yield return $"{finding.RuleId}-{className}";

        var name = $"{finding.RuleId}-{finding.Fingerprint[..FingerprintDigits]}";
        yield return name;
        for (var number = 2; ; number++)
            yield return $"{name}-{number}";
    }

    [GeneratedRegex("[^A-Za-z0-9_]+", RegexOptions.NonBacktracking)]
    private static partial Regex Strange();
}
