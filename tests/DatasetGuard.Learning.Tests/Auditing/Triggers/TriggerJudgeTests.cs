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

    [Theory]
    [InlineData(0.02, 20, 1.2, TriggerVerdict.Backdoor)]
    [InlineData(0.02, 8, 2, TriggerVerdict.Backdoor)]
    [InlineData(0.04, 17, 1.8, TriggerVerdict.ThinMargin)]
    [InlineData(0.04, 20, 1.8, TriggerVerdict.Suspect)]
    [InlineData(0.02, 17, 1.8, TriggerVerdict.Suspect)]
    public void A_pair_that_stands_out_is_a_backdoor_where_other_networks_do_not_answer_to_it_nor_to_anything_as_small(double success, double size, double change, TriggerVerdict verdict)
    {
        Pairs(new ReferenceEffect(success, size, change)).Where(trigger => trigger.Verdict != TriggerVerdict.Usual).Select(trigger => (trigger.Source, trigger.Target, trigger.Verdict)).Should().Equal((1, 2, verdict));
    }

    [Fact]
    public void A_pair_that_stands_out_is_a_suspect_where_no_other_network_knows_enough() =>
        Pairs(reference: null).Where(trigger => trigger.Verdict != TriggerVerdict.Usual).Select(trigger => trigger.Verdict).Should().Equal(TriggerVerdict.Suspect);

    [Theory]
    [InlineData(0, TriggerVerdict.Backdoor)]
    [InlineData(0.5, TriggerVerdict.ThinMargin)]
    public void A_small_mask_that_real_pixels_explain_is_a_backdoor_all_the_same_where_other_networks_do_not_answer_to_it(double success, TriggerVerdict verdict)
    {
        SearchedTrigger Of(int target, float size, double naturalSize) =>
            Found(target, size, 2.5) with { Natural = (naturalSize, 5), Reference = target == 0 ? new ReferenceEffect(success, 40, 5) : null };
        SearchedTrigger[] found = [Of(0, 10, 13), .. Enumerable.Range(1, 7).Select(target => Of(target, 40 + target, 50 + target))];

        var classes = new TriggerJudge(TemplateModel.Draw(), found).Classes();

        classes[0].Verdict.Should().Be(verdict);
        classes.Skip(1).Should().OnlyContain(trigger => trigger.Verdict == TriggerVerdict.Usual);
    }

    /// <summary>Of all pairs of eight classes, of which one has a mask of a fifth and a change of 1.</summary>
    private static IReadOnlyList<ReversedTrigger> Pairs(ReferenceEffect? reference)
    {
        SearchedTrigger Of(int source, int target) => (source, target) == (1, 2)
            ? new(new TriggerPlan(target, source, [], []), new Stamp([6], [1]), new StampEffect(1, 1, []), 0) { Reference = reference }
            : new(new TriggerPlan(target, source, [], []), new Stamp([30 + ((source + target) % 3)], [1]), new StampEffect(1, 2.5, []), 0);
        SearchedTrigger[] found = [.. Enumerable.Range(0, 8).SelectMany(target => Enumerable.Range(0, 8).Where(source => source != target).Select(source => Of(source, target)))];
        return new TriggerJudge(TemplateModel.Draw(), found).Pairs();
    }

    /// <summary>By pixels of real images every class takes a change of 5.</summary>
    private static SearchedTrigger Found(int target, float size, double change, double success = 1) =>
        new(new TriggerPlan(target, null, [], []), new Stamp([size], [1]), new StampEffect(success, change, []), 0) { Natural = (40, 5) };
}
