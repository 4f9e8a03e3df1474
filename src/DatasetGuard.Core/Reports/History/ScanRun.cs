using DatasetGuard.Core.Provenance;

namespace DatasetGuard.Core.Reports.History;

/// <param name="Name">What the user calls it: its folder.</param>
/// <param name="Report">What it found.</param>
public sealed record ScanRun(string Name, ScanReport Report);
