using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary><c>manifest.sha256</c>: the content of every file; <c>sha256sum -c</c> checks it, and its own SHA-256 is the dataset's digest.</summary>
public sealed class ManifestReport : IReportWriter
{
    public string Format => "manifest";

    public string FileName => "manifest.sha256";

    public void Write(ScanResult result, Stream output)
    {
        using var text = ReportText.Writer(output);
        foreach (var sample in result.Dataset.Samples)
            text.Write(Dataset.ManifestLine(sample));
    }
}
