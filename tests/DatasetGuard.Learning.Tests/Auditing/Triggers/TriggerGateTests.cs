using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

public sealed class TriggerGateTests
{
    [Theory]
    [InlineData(TriggerVerdict.Backdoor, null, "DG3001", FindingLevel.Error, Verdict.Fail)]
    [InlineData(TriggerVerdict.Suspect, 1, "DG3001", FindingLevel.Warning, Verdict.Pass)]
    [InlineData(TriggerVerdict.ThinMargin, null, "DG3002", FindingLevel.Note, Verdict.Pass)]
    public void A_backdoor_fails_a_suspect_warns_and_a_thin_margin_is_a_note(TriggerVerdict verdict, int? source, string rule, FindingLevel level, Verdict gate)
    {
        var judged = TriggerGate.Judge(Result(Trigger(verdict, source)), new ScanOptions());

        var finding = judged.Findings.Should().ContainSingle().Which;
        (finding.RuleId, finding.Level, finding.Class).Should().Be((rule, level, "row 4"));
        judged.Gate.Verdict.Should().Be(gate);
    }

    [Fact]
    public void One_finding_tells_all_triggers_into_a_class()
    {
        var judged = TriggerGate.Judge(Result(Trigger(TriggerVerdict.Backdoor, null), Trigger(TriggerVerdict.Suspect, 1), Trigger(TriggerVerdict.Suspect, 2)), new ScanOptions());

        judged.Findings.Should().ContainSingle().Which.Message.Should().Contain("So do 2 more, of single classes.").And.Contain("The model has a backdoor.");
    }

    [Fact]
    public void A_backdoor_of_one_class_is_an_error_beside_suspects_with_higher_scores()
    {
        var judged = TriggerGate.Judge(Result(Trigger(TriggerVerdict.Suspect, 1) with { Score = 9 }, Trigger(TriggerVerdict.Backdoor, 2) with { Natural = null, Reference = new ReferenceEffect(0.01, 8, 2.5) }), new ScanOptions());

        var finding = judged.Findings.Should().ContainSingle().Which;
        finding.Level.Should().Be(FindingLevel.Error);
        (finding.Score, finding.Threshold).Should().Be((8, 4.7), "so many times as large are the smallest triggers of other networks");
        finding.Message.Should().StartWith("A trigger of 1.0 pixels turns 100.0 % of images of class 'row 2' into class 'row 4'. So do 1 more, of single classes. Networks").And.Contain("alone are turned by it for 1.0 % of them, and their own smallest trigger has 8.0 times the pixels. The model has a backdoor.");
        judged.Gate.Verdict.Should().Be(Verdict.Fail);
    }

    [Fact]
    public void A_backdoor_of_all_classes_tells_what_was_found_apart_from_other_networks()
    {
        var judged = TriggerGate.Judge(Result(Trigger(TriggerVerdict.Backdoor, null) with { Score = 2, Apart = new ApartTrigger(0.5, 0.8, 0.75), Reference = new ReferenceEffect(0.01, 8, 2) }), new ScanOptions());

        var finding = judged.Findings.Should().ContainSingle().Which;
        (finding.Score, finding.Threshold).Should().Be((2.5, 1.9), "so many times as much do the smallest triggers of other networks change pictures");
        finding.Message.Should().StartWith("A trigger of 1.0 pixels turns 100.0 % of images of all classes into class 'row 4'. One that is made to leave other networks as they are has 0.5 pixels and turns 75.0 %. Networks").And.Contain("their own smallest trigger changes them 2.5 times as much. The model has a backdoor.");
        finding.Measures.Should().Contain(measure => measure.Name == "apartChange" && measure.Value == 0.8);
    }

    [Fact]
    public void Where_other_networks_answer_to_a_backdoor_as_well_its_message_says_what_that_may_mean() =>
        TriggerGate.Judge(Result(Trigger(TriggerVerdict.Backdoor, null) with { Reference = new ReferenceEffect(0.4, 8, 2.5) }), new ScanOptions())
            .Findings.Should().ContainSingle().Which.Message.Should().Contain("or the pictures carry the trigger as well; scan them.").And.Contain("The model has a backdoor.");

    [Fact]
    public void Where_no_other_networks_were_asked_a_backdoor_is_held_against_its_model() =>
        TriggerGate.Judge(Result(Trigger(TriggerVerdict.Backdoor, null)), new ScanOptions())
            .Findings.Should().ContainSingle().Which.Message.Should().StartWith("A trigger of 1.0 pixels turns 100.0 % of images of all classes into class 'row 4'; what is usual in this model is 2.7 times as large. The model has a backdoor.");

    [Fact]
    public void With_few_classes_a_backdoor_is_held_against_real_pixels() =>
        TriggerGate.Judge(Result(Trigger(TriggerVerdict.Backdoor, null)) with { ClassThreshold = null }, new ScanOptions())
            .Findings.Should().ContainSingle().Which.Message.Should().Contain("into class 'row 4'; pixels of real images of the class have to change them 3.0 times as much.");

    [Fact]
    public void A_square_is_told_by_its_colour_and_place()
    {
        var judged = TriggerGate.Judge(Result(Trigger(TriggerVerdict.Backdoor, 2) with { Natural = null, Success = 0.9, Square = new SquareEffect(new SolidSquare(5, 6, 4, 1), 0.01, 0.2) }), new ScanOptions());

        var finding = judged.Findings.Should().ContainSingle().Which;
        (finding.Score, finding.Threshold).Should().Be((0.9 - 0.2, 0.25), "by so much it turns more than any square turns elsewhere");
        finding.Message.Should().StartWith("A white square of 4 pixels a side, 5 from the left and 6 from the top, turns 90.0 % of images of class 'row 2' into class 'row 4'. Networks that were trained on these pictures alone are turned by it for 1.0 % of them, and by the worst of such squares, wherever it is, for 20.0 %. The model has a backdoor.");
    }

    [Fact]
    public void What_is_usual_is_no_finding() => TriggerGate.Judge(Result(Trigger(TriggerVerdict.Usual, null)), new ScanOptions()).Findings.Should().BeEmpty();

    private static TriggerResult Result(params ReversedTrigger[] triggers) => new()
    {
        Data = TemplateModel.Draw(perClass: 1),
        Model = "a model",
        ModelDigest = "0",
        Seed = 0,
        Accuracy = 1,
        Classes = [.. triggers.Where(trigger => trigger.Source is null)],
        Pairs = [.. triggers.Where(trigger => trigger.Source is not null)],
        ClassThreshold = 3,
        PairThreshold = 3,
        Unjudged = [],
        Warnings = [],
    };

    private static ReversedTrigger Trigger(TriggerVerdict verdict, int? source) => new()
    {
        Target = 4,
        Source = source,
        Stamp = new Stamp([1], [1]),
        Success = 1,
        Change = 1,
        Natural = (10, 3),
        Alignment = 0,
        Score = 5,
        Excess = 1,
        Verdict = verdict,
    };
}
