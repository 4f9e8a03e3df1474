using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

public sealed class TriggerJudgeTests
{
    [Theory]
    [InlineData(1, 0.5, TriggerVerdict.Backdoor)]
    [InlineData(4, 1.2, TriggerVerdict.Suspect)]
    [InlineData(30, 2.5, TriggerVerdict.Usual)]
    public void Of_few_classes_and_without_other_networks_a_tiny_trigger_is_named_and_a_small_one_suspected(float size, double change, TriggerVerdict verdict)
    {
        SearchedTrigger[] found = [Found(0, size, change), Found(1, 30, 2.5), Found(2, 33, 2.7), Found(3, 28, 2.4)];

        var classes = new TriggerJudge(TemplateModel.Draw(), found).Classes();

        classes.Select(trigger => trigger.Verdict).Should().Equal(verdict, TriggerVerdict.Usual, TriggerVerdict.Usual, TriggerVerdict.Usual);
    }

    [Theory]
    [InlineData(30, 2.5, 0.02, 2.6, TriggerVerdict.Backdoor)]
    [InlineData(30, 2.5, 0.02, 2.7, TriggerVerdict.Usual)]
    [InlineData(30, 2.5, 0.04, 2.6, TriggerVerdict.Usual)]
    [InlineData(4, 1.2, 0.04, 2.6, TriggerVerdict.ThinMargin)]
    [InlineData(4, 1.2, 0.02, 2.7, TriggerVerdict.Suspect)]
    [InlineData(1, 0.5, 0.04, 2.6, TriggerVerdict.Backdoor)]
    [InlineData(1, 0.5, 0.04, 2.7, TriggerVerdict.ThinMargin)]
    public void Of_few_classes_all_are_looked_at_with_other_networks_which_decide(float size, double change, double answers, double apart, TriggerVerdict verdict)
    {
        SearchedTrigger[] found = [Found(0, size, change), Found(1, 30, 2.5), Found(2, 33, 2.7), Found(3, 28, 2.4)];

        new TriggerJudge(TemplateModel.Draw(), found).OutstandingClasses().Should().Equal(found);
        var classes = new TriggerJudge(TemplateModel.Draw(), [Apart(answers, apart, success: 1)(found[0]), .. found[1..]]).Classes();

        classes.Select(trigger => trigger.Verdict).Should().Equal(verdict, TriggerVerdict.Usual, TriggerVerdict.Usual, TriggerVerdict.Usual);
    }

    [Theory]
    [InlineData(2.2, TriggerVerdict.Backdoor)]
    [InlineData(2.0, TriggerVerdict.Usual)]
    public void Of_few_classes_none_is_named_that_real_pixels_turn_as_well(double natural, TriggerVerdict verdict)
    {
        SearchedTrigger[] found = [Apart(answers: 0.02, change: 1.3, success: 1)(Found(0, 20, 2.5)) with { Natural = (40, natural) }, Found(1, 30, 2.5), Found(2, 33, 2.7)];

        new TriggerJudge(TemplateModel.Draw(), found).Classes()[0].Verdict.Should().Be(verdict);
    }

    [Theory]
    [InlineData(null, 1, TriggerVerdict.Usual)]
    [InlineData(0.02, 1, TriggerVerdict.Backdoor)]
    [InlineData(0.02, 3.1, TriggerVerdict.Usual)]
    [InlineData(0.04, 1, TriggerVerdict.Usual)]
    public void Of_few_classes_a_pair_is_named_by_other_networks_and_never_suspected(double? answers, double change, TriggerVerdict verdict)
    {
        SearchedTrigger Of(int source, int target, float size) => new(new TriggerPlan(target, source, [], []), new Stamp([size], [1]), new StampEffect(1, 1, []), 0);
        var odd = Of(0, 1, 5) with { Effect = new StampEffect(1, change, []), Reference = answers is { } success ? new ReferenceEffect(success, 30, 5) : null };

        var judge = new TriggerJudge(TemplateModel.Draw() with { Classes = ["a", "b", "c"] }, [Found(0, 30, 2.5), Found(1, 30, 2.5), Found(2, 30, 2.5), odd, Of(0, 2, 30), Of(1, 0, 31), Of(1, 2, 29), Of(2, 0, 30), Of(2, 1, 32)]);

        judge.Pairs().Select(trigger => trigger.Verdict).Should().Equal(verdict, TriggerVerdict.Usual, TriggerVerdict.Usual, TriggerVerdict.Usual, TriggerVerdict.Usual, TriggerVerdict.Usual);
        judge.OutstandingPairs().Should().HaveCount(5).And.Contain(odd);
        judge.PairThreshold.Should().BeNull();
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
    [InlineData(0.1, TriggerVerdict.Backdoor)]
    [InlineData(0.8, TriggerVerdict.Usual)]
    public void A_pair_that_does_not_stand_out_is_named_where_a_square_turns_the_model_alone(double most, TriggerVerdict verdict)
    {
        var square = FoundPair(size: 16, success: 0.9) with { Square = new SquareEffect(new SolidSquare(0, 0, 4, 1), 0.01, most) };

        var pair = Judge(FoundPair(size: 29), square).Pairs()[Place];

        pair.Verdict.Should().Be(verdict);
        (pair.Square is null, pair.Stamp.Size).Should().Be(verdict == TriggerVerdict.Backdoor ? (false, 16) : (true, 29));
    }

    [Theory]
    [InlineData(0.02, 2.6, 1, TriggerVerdict.Backdoor)]
    [InlineData(0.04, 2.6, 1, TriggerVerdict.ThinMargin)]
    [InlineData(0.02, 2.7, 1, TriggerVerdict.ThinMargin)]
    [InlineData(0.02, 2.6, 0.45, TriggerVerdict.Backdoor)]
    [InlineData(0.02, 2.6, 0.35, TriggerVerdict.ThinMargin)]
    public void A_small_mask_that_real_pixels_explain_is_a_backdoor_where_one_that_leaves_other_networks_as_they_are_changes_little(double answers, double change, double success, TriggerVerdict verdict) =>
        First(Small(naturalSize: 13), Apart(answers, change, success)).Should().Be(verdict);

    [Theory]
    [InlineData(0.04, 2.6, TriggerVerdict.Backdoor)]
    [InlineData(0.02, 2.7, TriggerVerdict.ThinMargin)]
    public void A_small_mask_that_real_pixels_do_not_explain_is_none_where_what_turns_other_networks_is_hardly_larger(double answers, double change, TriggerVerdict verdict) =>
        First(Small(naturalSize: 50), Apart(answers, change, success: 1)).Should().Be(verdict);

    [Theory]
    [InlineData(50, TriggerVerdict.Backdoor)]
    [InlineData(13, TriggerVerdict.ThinMargin)]
    public void Where_no_other_network_knows_enough_real_pixels_decide(double naturalSize, TriggerVerdict verdict) => First(Small(naturalSize), one => one).Should().Be(verdict);

    private static SearchedTrigger Small(double naturalSize) => Found(0, 10, 2.5) with { Natural = (naturalSize, 5) };

    /// <summary>The smallest triggers of the other networks change pictures by 5.</summary>
    private static Func<SearchedTrigger, SearchedTrigger> Apart(double answers, double change, double success) =>
        one => one with { Apart = Found(0, 8, change, success), Reference = new ReferenceEffect(answers, 40, 5) };

    /// <summary>The verdict of the first of eight classes, once it was looked at with other networks; the others have masks and natural masks of about 45 pixels.</summary>
    private static TriggerVerdict First(SearchedTrigger small, Func<SearchedTrigger, SearchedTrigger> look)
    {
        SearchedTrigger[] others = [.. Enumerable.Range(1, 7).Select(target => Found(target, 40 + target, 2.5) with { Natural = (50 + target, 5) })];
        new TriggerJudge(TemplateModel.Draw(), [small, .. others]).OutstandingClasses().Should().Equal(small);

        var classes = new TriggerJudge(TemplateModel.Draw(), [look(small), .. others]).Classes();

        classes.Skip(1).Should().OnlyContain(trigger => trigger.Verdict == TriggerVerdict.Usual);
        return classes[0].Verdict;
    }

    private const int Source = 1;
    private const int Target = 2;
    private const int Place = (Source * (TemplateModel.Classes - 1)) + Target - 1;

    private static SearchedTrigger FoundPair(float size, double success = 1) => new(new TriggerPlan(Target, Source, [], []), new Stamp([size], [1]), new StampEffect(success, 1, []), 0);

    /// <summary>All pairs of eight classes; the others have masks of about 31 pixels.</summary>
    private static TriggerJudge Judge(SearchedTrigger odd, params SearchedTrigger[] more)
    {
        SearchedTrigger Of(int source, int target) => (source, target) == (Source, Target) ? odd
            : new(new TriggerPlan(target, source, [], []), new Stamp([30 + ((source + target) % 3)], [1]), new StampEffect(1, 2.5, []), 0);
        int[] classes = [.. Enumerable.Range(0, TemplateModel.Classes)];
        return new TriggerJudge(TemplateModel.Draw(), [.. more, .. classes.SelectMany(source => classes.Where(target => target != source).Select(target => Of(source, target)))]);
    }

    private static IReadOnlyList<ReversedTrigger> Pairs(SearchedTrigger odd) => Judge(odd).Pairs();

    private static IEnumerable<(int? Source, int Target)> Outstanding(SearchedTrigger odd) => Judge(odd).OutstandingPairs().Select(one => (one.Plan.Source, one.Plan.Target));

    /// <summary>By pixels of real images every class takes a change of 5.</summary>
    private static SearchedTrigger Found(int target, float size, double change, double success = 1) =>
        new(new TriggerPlan(target, null, [], []), new Stamp([size], [1]), new StampEffect(success, change, []), 0) { Natural = (40, 5) };
}
