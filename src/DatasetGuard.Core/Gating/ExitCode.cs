namespace DatasetGuard.Core.Gating;

/// <summary>What the process tells its caller.</summary>
public enum ExitCode
{
    /// <summary>Nothing at or above <c>--fail-on</c>.</summary>
    Success = 0,

    /// <summary>Findings at or above <c>--fail-on</c>.</summary>
    Findings = 1,

    /// <summary>Wrong usage or configuration.</summary>
    Usage = 2,

    /// <summary>The scan did not run to its end; never a pass.</summary>
    Incomplete = 3,

    /// <summary>The dataset has no labelled image, or none that could be decoded.</summary>
    NothingToScan = 4,

    /// <summary>Ctrl-C or a termination signal.</summary>
    Cancelled = 130,
}

public static class ExitCodes
{
    /// <param name="gate">The judgement of the findings.</param>
    /// <param name="seenSamples">Samples with a class that could be decoded: a scan without any has looked at nothing, so it is no pass.</param>
    public static ExitCode Of(Gate gate, int seenSamples) => (gate.Verdict, seenSamples) switch
    {
        (Verdict.Incomplete, _) => ExitCode.Incomplete,
        (Verdict.Fail, _) => ExitCode.Findings,
        (Verdict.Pass, 0) => ExitCode.NothingToScan,
        _ => ExitCode.Success,
    };
}
