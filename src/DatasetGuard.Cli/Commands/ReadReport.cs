using DatasetGuard.Core;
using DatasetGuard.Core.Provenance;

namespace DatasetGuard.Cli.Commands;

/// <summary>How commands take what a scan wrote.</summary>
internal static class ReadReport
{
    /// <exception cref="UsageException">There is none, or it is not the report of a scan.</exception>
    public static ScanReport Of(string run)
    {
        if (!Path.Exists(run))
            throw new UsageException($"There is no report at {Quote.Of(run)}. Give the folder that 'datasetguard scan --output' wrote.");

        try
        {
            return ScanReport.Read(run);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{Quote.Of(run)} is not the report of a scan: {Printable.Text(error.Message.TrimEnd('.'))}. Give the folder that 'datasetguard scan --output' wrote.");
        }
    }
}
