using DatasetGuard.Core;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Rules.Appearance;
using DatasetGuard.Core.Rules.Change;
using DatasetGuard.Core.Rules.Classes;
using DatasetGuard.Core.Rules.Duplicates;
using DatasetGuard.Core.Rules.Files;
using DatasetGuard.Detection.Rules.Change;
using DatasetGuard.Detection.Rules.Collisions;
using DatasetGuard.Detection.Rules.Surrogates;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Cli;

/// <summary>Every rule there is. A new rule is one line in <see cref="All"/>.</summary>
internal sealed class RuleCatalog
{
    private readonly Dictionary<string, RuleDescriptor> _byId = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ArgumentException">Two rules have one id.</exception>
    public RuleCatalog(IReadOnlyList<IRule> rules)
    {
        Rules = rules;
        foreach (var rule in rules.SelectMany(rule => rule.Descriptors).Concat(SuppressionStage.Descriptors).Concat(MembershipGate.Descriptors).Concat(TriggerGate.Descriptors).Prepend(ReadToEnd.Descriptor))
        {
            if (!_byId.TryAdd(rule.Id, rule))
                throw new ArgumentException($"Two rules have the id {rule.Id}: '{_byId[rule.Id].Name}' and '{rule.Name}'.", nameof(rules));
        }

        Descriptors = [.. _byId.Values.OrderBy(rule => rule.Id, StringComparer.Ordinal)];
    }

    public static RuleCatalog All { get; } = new([
        new FileFaultRule(),
        new FileContentRule(),
        new AppearanceRule(),
        new ShapeRule(),
        new UnknownLabelRule(),
        new LostClassRule(),
        new ImbalanceRule(),
        new EncoderRule(),
        new ShortcutRule(),
        new DuplicateRule(),
        new AcceptedRule(),
        new DeclaredRule(),
        new BatchRule(),
        new StaticTriggerRule(),
        new CollisionRule(),
        new SurrogateRule(),
    ]);

    public IReadOnlyList<IRule> Rules { get; }

    /// <summary>Those of the rules, of what the scan reports about itself, and of what an audit holds a model against; in the order of ids.</summary>
    public IReadOnlyList<RuleDescriptor> Descriptors { get; }

    /// <exception cref="UsageException">No rule has this id; the message names the nearest.</exception>
    public RuleDescriptor Get(string id) => _byId.GetValueOrDefault(id)
        ?? throw new UsageException($"There is no rule {Quote.Of(id)}.{Suggestion.For(id, Descriptors.Select(rule => rule.Id))} 'datasetguard rules' lists them all.");
}
