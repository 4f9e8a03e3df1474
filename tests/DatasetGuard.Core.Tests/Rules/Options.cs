using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Rules;

/// <summary>Scans with one option of one rule set.</summary>
internal static class Options
{
    public static ScanOptions With(string rule, string option, double value) =>
        new() { Rules = new Dictionary<string, RuleSettings> { [rule] = new() { Options = new Dictionary<string, double> { [option] = value } } } };
}
