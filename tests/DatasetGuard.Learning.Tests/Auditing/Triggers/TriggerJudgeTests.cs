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
    [InlineData(0.02, 29, TriggerVerdict.Backdoor)]
    [InlineData(0.04, 27, TriggerVerdict.ThinMargin)]
    [InlineData(0.02, 27, TriggerVerdict.ThinMargin)]
    [InlineData(0.04, 29, TriggerVerdict.Suspect)]
    public void A_pair_that_stands_out_is_a_backdoor_where_other_networks_do_not_answer_to_it_nor_to_anything_as_small(double success, double size, TriggerVerdict verdict)
    {
        Pairs(FoundPair(size: 6) with { Reference = new ReferenceEffect(success, size, 2) }).Where(trigger => trigger.Verdict != TriggerVerdict.Usual).Select(trigger => (trigger.Source, trigger.Target, trigger.Verdict)).Should().Equal((1, 2, verdict));
    }

    [Fact]
    public void A_pair_that_stands_out_is_a_suspect_where_no_other_network_knows_enough() =>
        Pairs(FoundPair(size: 6)).Where(trigger => trigger.Verdict != TriggerVerdict.Usual).Select(trigger => trigger.Verdict).Should().Equal(TriggerVerdict.Suspect);

    [Fact]
    public void One_of_the_smallest_pairs_is_tried_where_none_stands_out_and_named_by_other_networks_alone()
    {
        var usual = FoundPair(size: 29);

        Pairs(usual).Should().OnlyContain(trigger => trigger.Verdict == TriggerVerdict.Usual);
        Outstanding(usual).Should().HaveCount(5).And.Contain((1, 2));
        Pairs(usual with { Reference = new ReferenceEffect(0, 140, 5) })[Place].Verdict.Should().Be(TriggerVerdict.Backdoor);
        Pairs(usual with { Reference = new ReferenceEffect(0, 120, 5) })[Place].Verdict.Should().Be(TriggerVerdict.Usual);
    }

    [Theory]
    [InlineData(0.55, true)]
    [InlineData(0.45, false)]
    public void A_backdoor_of_one_class_may_fail_for_nearly_half_of_its_images(double success, bool isTried)
    {
        var found = FoundPair(size: 6, success);

        Outstanding(found).Contains((1, 2)).Should().Be(isTried);
        Pairs(found)[Place].Score.Should().Match(score => isTried ? score > 3 : score == 0);
    }

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

    private const int Source = 1;
    private const int Target = 2;
    private const int Place = (Source * (TemplateModel.Classes - 1)) + Target - 1;

    private static SearchedTrigger FoundPair(float size, double success = 1) => new(new TriggerPlan(Target, Source, [], []), new Stamp([size], [1]), new StampEffect(success, 1, []), 0);

    /// <summary>All pairs of eight classes; the others have masks of about 31 pixels.</summary>
    private static TriggerJudge Judge(SearchedTrigger odd)
    {
        SearchedTrigger Of(int source, int target) => (source, target) == (Source, Target) ? odd
            : new(new TriggerPlan(target, source, [], []), new Stamp([30 + ((source + target) % 3)], [1]), new StampEffect(1, 2.5, []), 0);
        int[] classes = [.. Enumerable.Range(0, TemplateModel.Classes)];
        return new TriggerJudge(TemplateModel.Draw(), [.. classes.SelectMany(source => classes.Where(target => target != source).Select(target => Of(source, target)))]);
    }

    private static IReadOnlyList<ReversedTrigger> Pairs(SearchedTrigger odd) => Judge(odd).Pairs();

    private static IEnumerable<(int? Source, int Target)> Outstanding(SearchedTrigger odd) => Judge(odd).Outstanding().Select(one => (one.Plan.Source, one.Plan.Target));

    /// <summary>By pixels of real images every class takes a change of 5.</summary>
    private static SearchedTrigger Found(int target, float size, double change, double success = 1) =>
        new(new TriggerPlan(target, null, [], []), new Stamp([size], [1]), new StampEffect(success, change, []), 0) { Natural = (40, 5) };
}
