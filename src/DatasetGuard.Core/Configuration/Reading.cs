using System.Globalization;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Configuration;

/// <summary>Turns the values of one file into what they mean; a value that means nothing becomes a fault and null.</summary>
/// <param name="faults">Gets the mistakes.</param>
/// <param name="rules">Every rule that can be named.</param>
/// <param name="folder">What relative paths start from; empty for the current folder.</param>
internal sealed class Reading(FaultList faults, IReadOnlyList<RuleDescriptor> rules, string folder)
{
    public FaultList Faults => faults;

    public IReadOnlyList<RuleDescriptor> Rules => rules;

    public string? Text(YamlNode node)
    {
        if (node is YamlScalar { Text.Length: > 0 } scalar)
            return scalar.Text;

        faults.Add(node, node is YamlScalar ? "an empty text says nothing." : $"a single text belongs here, not {node.Kind}.");
        return null;
    }

    /// <summary>One text or a list of them.</summary>
    public IReadOnlyList<(string Text, YamlNode Place)> Texts(YamlNode node)
    {
        IReadOnlyList<YamlNode> items = node is YamlList list ? list.Items : [node];
        if (items.Count == 0)
            faults.Add(node, "the list is empty.");

        return [.. items.Select(item => (Text: Text(item), Place: item)).Where(item => item.Text is not null).Select(item => (item.Text!, item.Place))];
    }

    /// <summary>A path, relative ones seen from the file's folder.</summary>
    public string? FilePath(YamlNode node)
    {
        if (Text(node) is not { } text)
            return null;
        if (!text.Contains('\0'))
            return Path.Combine(folder, text);

        faults.Add(node, "a path has no NUL character.");
        return null;
    }

    public string? OneOf(YamlNode node, IReadOnlyList<string> words)
    {
        if (Text(node) is not { } text)
            return null;
        if (words.Contains(text))
            return text;

        faults.Add(node, $"{Quoted(text)} is not a value here.{Suggestion.For(text, words)} Known: {string.Join(", ", words)}.");
        return null;
    }

    public long? Whole(YamlNode node, long least, long most)
    {
        if (Text(node) is not { } text)
            return null;
        if (long.TryParse(text.Replace("_", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;

        faults.Add(node, $"a whole number from {least:N0} to {most:N0} belongs here, not {Quoted(text)}.");
        return null;
    }

    public double? Number(YamlNode node, double least, double most)
    {
        if (Text(node) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;

        faults.Add(node, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most} belongs here, not {Quoted(text)}."));
        return null;
    }

    public DateOnly? Date(YamlNode node)
    {
        if (Text(node) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;

        faults.Add(node, $"a date such as 2027-01-31 belongs here, not {Quoted(text)}.");
        return null;
    }

    public RuleDescriptor? Rule(YamlNode node)
    {
        if (Text(node) is not { } id)
            return null;
        if (rules.FirstOrDefault(rule => rule.Id == id) is { } known)
            return known;

        faults.Add(node, $"there is no rule {Quoted(id)}.{Suggestion.For(id, rules.Select(rule => rule.Id))} 'datasetguard rules' lists them all.");
        return null;
    }

    public static string Quoted(string text) => $"'{Printable.Text(text)}'";
}
