using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Commands;

/// <summary>What is compared.</summary>
/// <param name="Members">Datasets that were trained on.</param>
/// <param name="Others">Datasets that were not; none where the members' own splits tell.</param>
/// <param name="Format">Of all of them.</param>
/// <param name="Options">How they are read and judged; labels are for the members.</param>
internal sealed record AuditRequest(IReadOnlyList<string> Members, IReadOnlyList<string> Others, string Format, ScanOptions Options)
{
    public IReadOnlyList<string> Everything => [.. Members, .. Others];
}
