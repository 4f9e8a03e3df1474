namespace DatasetGuard.Cli.Terminals;

/// <summary>How a command speaks.</summary>
/// <param name="IsQuiet">stderr has errors only.</param>
/// <param name="IsVerbose">stderr has the stages with their times, and the stack of an unexpected error.</param>
/// <param name="HidesProgress">No moving bar.</param>
/// <param name="RefusesColour">No colours, whatever the terminal can do.</param>
internal sealed record OutputSettings(bool IsQuiet, bool IsVerbose, bool HidesProgress, bool RefusesColour);
