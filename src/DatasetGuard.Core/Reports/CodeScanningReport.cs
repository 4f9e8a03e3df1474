using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary><c>code-scanning.sarif</c>: what to upload to code scanning, which shows suppressed results like any other.</summary>
/// <remarks>GitHub reads no <c>suppressions</c> (github/codeql-action, issue 1230), so what is suppressed must not be in the file.</remarks>
public sealed class CodeScanningReport : IReportWriter
{
    public string Format => "code-scanning";

    public string FileName => "code-scanning.sarif";

    public void Write(ScanResult result, Stream output) => SarifReport.WriteLog(result with { Suppressed = [] }, output);
}
