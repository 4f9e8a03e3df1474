using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary>Writes a finished scan in one format. A new output is a new writer; none of them decides anything.</summary>
/// <remarks>
/// The same result gives the same bytes. Names of files and classes are the attacker's: each writer escapes them for its own format.
/// </remarks>
public interface IReportWriter
{
    /// <summary>The name on the command line, such as <c>sarif</c>.</summary>
    string Format { get; }

    /// <summary>The file's name in the output folder, such as <c>report.sarif</c>.</summary>
    string FileName { get; }

    /// <summary>Writes UTF-8 without a byte order mark and leaves the stream open.</summary>
    void Write(ScanResult result, Stream output);
}
