namespace DatasetGuard.RedTeam.Drills;

/// <summary>A scan of a drill that begins or has ended.</summary>
/// <param name="Done">Scans that have ended.</param>
/// <param name="Total">Scans of the whole drill.</param>
/// <param name="Name">What comes next, fit to print; null after the last.</param>
/// <param name="Row">What has just ended; null at the beginning.</param>
public sealed record DrillStep(int Done, int Total, string? Name, DrillRow? Row);
