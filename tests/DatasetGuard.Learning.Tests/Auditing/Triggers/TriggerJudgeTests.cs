using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

public sealed class TriggerJudgeTests
{
    [Theory]
    [InlineData(1, 0.5, TriggerVerdict.Backdoor)]
    [InlineData(4, 1.2, TriggerVerdict.Suspect)]
    [InlineData(30, 2.5, TriggerVerdict.Usual)]
    public void Of_few_classes_a_tiny_trigger_is_named_and_a_small_one_suspected(float size, double change, TriggerVerdict verdict)
    {
        SearchedTrigger[] found = [Found(0, size, change), Found(1, 30, 2.5), Found(2, 33, 2.7), Found(3, 28, 2.4)];

        var classes = new TriggerJudge(TemplateModel.Draw(), found).Classes();

        classes.Select(trigger => trigger.Verdict).Should().Equal(verdict, TriggerVerdict.Usual, TriggerVerdict.Usual, TriggerVerdict.Usual);
    }

    [Fact]
    public void A_small_trigger_that_hardly_works_is_no_suspect()
    {
        SearchedTrigger[] found = [Found(0, 4, 1.2, success: 0.5), Found(1, 30, 2.5), Found(2, 33, 2.7), Found(3, 28, 2.4)];

        new TriggerJudge(TemplateModel.Draw(), found).Classes().Should().OnlyContain(trigger => trigger.Verdict == TriggerVerdict.Usual);
    }

    /// <summary>By pixels of real images every class takes a change of 5.</summary>
    private static SearchedTrigger Found(int target, float size, double change, double success = 1) =>
        new(new TriggerPlan(target, null, [], []), new Stamp([size], [1]), new StampEffect(success, change, []), 0) { Natural = (40, 5) };
}
