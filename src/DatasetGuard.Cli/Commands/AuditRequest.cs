using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Commands;

/// <summary>What is compared.</summary>
/// <param name="Members">Datasets that were trained on; none where membership is not measured.</param>
/// <param name="Others">Datasets that were not; none where the members' own splits tell.</param>
/// <param name="Data">Datasets that triggers are looked for with; none where they are not looked for.</param>
/// <param name="Format">Of all of them.</param>
/// <param name="Options">How they are read and judged; labels are for the members, or else for the data.</param>
internal sealed record AuditRequest(IReadOnlyList<string> Members, IReadOnlyList<string> Others, IReadOnlyList<string> Data, string Format, ScanOptions Options)
{
    public IReadOnlyList<string> Everything => [.. Members, .. Others, .. Data];
}
