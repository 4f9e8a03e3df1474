namespace DatasetGuard.Core.Findings;

/// <summary>How much a finding weighs; the order is the order of weight.</summary>
public enum FindingLevel
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Suspected, not shown; or a fault that spoils little.</summary>
    Warning,

    /// <summary>Deterministic evidence or a verified suspect.</summary>
    Error,
}

public static class FindingLevels
{
    /// <summary>The lower-case name in reports and on the command line.</summary>
    public static string Name(this FindingLevel level) => level switch
    {
        FindingLevel.Error => "error",
        FindingLevel.Warning => "warning",
        _ => "note",
    };
}
