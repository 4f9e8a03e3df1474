using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>What the scan of the dataset as it is says about the scans of its poisoned copies.</summary>
internal sealed class CleanScan(ScanResult result)
{
    private readonly HashSet<string> _findings = result.Findings.Concat(result.Suppressed.Select(accepted => accepted.Finding))
        .Select(finding => finding.Fingerprint)
        .ToHashSet(StringComparer.Ordinal);

    private readonly HashSet<EncoderFingerprint> _encoders = [.. result.Dataset.Samples.Where(sample => sample.Encoding is not null).Select(sample => sample.Encoding!.Fingerprint)];

    /// <summary>What is found without the poison does not catch it.</summary>
    public bool Has(string findingFingerprint) => _findings.Contains(findingFingerprint);

    /// <summary>Whether some image of the dataset was saved in this way.</summary>
    public bool Has(EncoderFingerprint encoder) => _encoders.Contains(encoder);
}
