using System.Globalization;

namespace DatasetGuard.Core.Rules;

/// <summary>A number of a rule that the configuration may set, such as the distance from which two images are duplicates.</summary>
/// <param name="Name">camelCase; not <c>level</c>.</param>
/// <param name="Default">What holds unless configured; its reason stands on the rule's page.</param>
/// <param name="Least">The least value that makes sense.</param>
/// <param name="Most">The greatest value that makes sense.</param>
/// <param name="Summary">What it is, with its unit, in one line.</param>
/// <example><code>
/// private static readonly RuleOption MaxDistance = new("maxDistance", 4, 0, 16, "Bits in which two hashes may differ.") { IsWhole = true };
/// private static readonly RuleDescriptor Near = new("DG1102", …) { Options = [MaxDistance] };
/// var distance = (int)context.Options.ValueOf(Near, MaxDistance);
/// </code></example>
public sealed record RuleOption(string Name, double Default, double Least, double Most, string Summary)
{
    /// <summary>Only whole numbers are values.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Default and range in a few words.</summary>
    public string Range => string.Create(CultureInfo.InvariantCulture, $"{Default:0.#########}, from {Least:0.#########} to {Most:0.#########}{(IsWhole ? ", whole numbers" : "")}");

    /// <summary>The options of a rule as the end of its page, in Markdown; empty without any.</summary>
    public static string Describe(RuleDescriptor rule) => rule.Options.Count == 0
        ? ""
        : $"\n**Options** in `datasetguard.yaml`, as `rules: {{ {rule.Id}: {{ {rule.Options[0].Name}: {rule.Options[0].Default.ToString("0.###", CultureInfo.InvariantCulture)} }} }}`:\n\n"
            + "| option | default and range | what |\n| --- | --- | --- |\n"
            + string.Concat(rule.Options.Select(option => $"| `{option.Name}` | {option.Range} | {option.Summary} |\n"));
}
