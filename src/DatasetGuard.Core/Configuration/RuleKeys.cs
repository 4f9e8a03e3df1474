using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Configuration;

/// <summary>The section <c>rules</c>, whose keys are the ids: <c>DG1005: off</c>, or a mapping of a level and the rule's own options.</summary>
internal static class RuleKeys
{
    public const string Level = "level";

    public static IReadOnlyDictionary<string, RuleSettings> Read(YamlNode node, Reading reading)
    {
        var settings = new Dictionary<string, RuleSettings>(StringComparer.Ordinal);
        if (node is not YamlMap map)
        {
            reading.Faults.Add(node, $"a mapping such as 'DG1005: off' belongs here, not {node.Kind}.");
            return settings;
        }

        foreach (var (id, value) in map.Pairs)
        {
            if (reading.Rule(id) is { } rule && !value.IsNothing)
                settings[rule.Id] = value is YamlMap ? KeysOf(rule).Read(new RuleSettings(), value, reading) : WithLevel(new RuleSettings(), value, reading);
        }

        return settings;
    }

    private static Section<RuleSettings> KeysOf(RuleDescriptor rule) =>
        new([new(Level, WithLevel), .. rule.Options.Select(option => new Key<RuleSettings>(option.Name, (settings, node, reading) => WithOption(settings, option, node, reading)))]);

    private static RuleSettings WithLevel(RuleSettings settings, YamlNode node, Reading reading) =>
        reading.OneOf(node, Vocabulary.Levels) is { } word ? settings with { IsOff = word == Vocabulary.Off, Level = Vocabulary.Level(word) } : settings;

    private static RuleSettings WithOption(RuleSettings settings, RuleOption option, YamlNode node, Reading reading)
    {
        var value = option.IsWhole ? reading.Whole(node, (long)option.Least, (long)option.Most) : reading.Number(node, option.Least, option.Most);
        return value is null ? settings : settings with { Options = new Dictionary<string, double>(settings.Options, StringComparer.Ordinal) { [option.Name] = value.Value } };
    }
}
