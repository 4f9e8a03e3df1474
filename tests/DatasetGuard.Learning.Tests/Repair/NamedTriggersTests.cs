using DatasetGuard.Core.Datasets;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Repair;

namespace DatasetGuard.Learning.Tests.Repair;

public sealed class NamedTriggersTests
{
    [Fact]
    public void What_the_audit_names_is_taken_and_what_it_suspects_only_where_asked()
    {
        var audit = Audit([Trigger(0, TriggerVerdict.Usual), Trigger(1, TriggerVerdict.Backdoor)], [Trigger(2, TriggerVerdict.Suspect) with { Source = 0 }]);

        Targets(audit, takesSuspected: false).Should().Equal(1);
        Targets(audit, takesSuspected: true).Should().Equal(1, 2);
    }

    [Fact]
    public void A_clean_model_has_nothing_to_repair()
    {
        var audit = Audit([Trigger(0, TriggerVerdict.ThinMargin)], [Trigger(2, TriggerVerdict.Suspect) with { Source = 0 }]);

        var named = () => NamedTriggers.Of(audit, target: null, takesSuspected: false);

        named.Should().Throw<RepairException>().WithMessage("*nothing to repair*--suspected*").Which.IsForLackOfBackdoor.Should().BeTrue();
    }

    [Fact]
    public void Where_a_class_could_not_be_looked_at_nothing_is_said_to_be_clean()
    {
        var audit = Audit([Trigger(0, TriggerVerdict.Usual)], []) with { Unjudged = [(1, "Too few.")] };

        var named = () => NamedTriggers.Of(audit, target: null, takesSuspected: false);

        named.Should().Throw<RepairException>().Which.Should().Match<RepairException>(error => error.IsIncomplete && !error.IsForLackOfBackdoor);
    }

    [Fact]
    public void A_target_is_taken_whatever_the_audit_says_of_it()
    {
        var audit = Audit([Trigger(0, TriggerVerdict.Usual), Trigger(1, TriggerVerdict.Backdoor)], []);

        NamedTriggers.Of(audit, "cat", takesSuspected: false).Select(trigger => trigger.Target).Should().Equal(0);
        var unknown = () => NamedTriggers.Of(audit, "cot", takesSuspected: false);
        unknown.Should().Throw<RepairException>().WithMessage("*no class 'cot'*'cat'*");
        var unjudged = () => NamedTriggers.Of(audit, "fox", takesSuspected: false);
        unjudged.Should().Throw<RepairException>().Which.IsIncomplete.Should().BeTrue();
    }

    private static IEnumerable<int> Targets(TriggerResult audit, bool takesSuspected) => NamedTriggers.Of(audit, null, takesSuspected).Select(trigger => trigger.Target);

    private static ReversedTrigger Trigger(int target, TriggerVerdict verdict) => new()
    {
        Target = target,
        Stamp = new Stamp([1], [1]),
        Success = 1,
        Change = 1,
        Alignment = 0,
        Score = 5,
        Excess = 1,
        Verdict = verdict,
    };

    private static TriggerResult Audit(ReversedTrigger[] classes, ReversedTrigger[] pairs)
    {
        string[] names = ["cat", "dog", "fox"];
        return new TriggerResult
        {
            Data = new TriggerData(new Dataset("data", [], names, [], []), new ByteImages(0, 1, 1, 1), [], names) { Usable = 0 },
            Model = "",
            ModelDigest = "",
            Seed = 0,
            Accuracy = 1,
            Classes = classes,
            Pairs = pairs,
            ClassThreshold = null,
            PairThreshold = null,
            Unjudged = [],
            Warnings = [],
        };
    }
}
