using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>The pages that <c>explain</c> shows.</summary>
internal static class RulePages
{
    /// <summary>Empty for a rule without one, as rules of others may be.</summary>
    public static string Of(RuleDescriptor rule) =>
        rule.Owner.Assembly.GetManifestResourceNames().Any(name => name.EndsWith($".{rule.Id}.md", StringComparison.Ordinal)) ? rule.ReadPage() : "";
}
