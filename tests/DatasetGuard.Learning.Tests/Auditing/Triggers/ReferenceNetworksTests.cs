using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

public sealed class ReferenceNetworksTests
{
    private const int Target = 3;

    [Fact]
    public void What_makes_the_class_in_real_pictures_turns_them_as_well_and_a_pixel_of_the_model_alone_does_not()
    {
        var data = TemplateModel.Draw(perClass: 60);
        using var references = Train(data);

        references.Accuracy.Should().BeGreaterThan(0.95);
        var natural = Try(references, data, (_, _) => 1, (x, y) => y == Target && x < TemplateModel.Side - 1 ? 0.75f : 0.08f);
        var planted = Try(references, data, (x, y) => (y * TemplateModel.Side) + x == TemplateModel.Corner ? 1 : 0, (_, _) => 1);

        natural.Success.Should().BeGreaterThan(0.9);
        planted.Success.Should().BeLessThan(0.03);
        (planted.Size, planted.Change).Should().Be((natural.Size, natural.Change), "it is the same search");
        planted.Size.Should().BeInRange(1, 20);
        planted.Change.Should().BeInRange(0.3, 3, "it is most of a row of 0.75");
    }

    [Fact]
    public void A_search_that_leaves_them_as_they_are_goes_round_the_stroke_of_the_class()
    {
        var (data, model) = (TemplateModel.Draw(perClass: 60), WithHiddenColumn());
        using var references = Train(data);
        var plan = TriggerPlan.Of(data.Labels, data.Labels, Target, source: 2, seed: 0)!;
        SearchedTrigger Find(ReferenceNetworks? leftAlone) => SearchedTrigger.Find(model, data.Images, plan, leftAlone, seed: 0, attempt: 0, TestContext.Current.CancellationToken);
        var (plain, apart) = (Find(leftAlone: null), Find(references));

        (plain.Works, apart.Works).Should().Be((true, true));
        references.Try(plain, TestContext.Current.CancellationToken)!.Value.Success.Should().BeGreaterThan(0.5);
        references.Try(apart, TestContext.Current.CancellationToken)!.Value.Success.Should().BeLessThan(0.2);
        HiddenShare(apart).Should().BeGreaterThan(2 * HiddenShare(plain), "the last column counts in the model alone");
    }

    [Fact]
    public void Of_all_classes_a_second_trigger_leaves_them_as_they_are_and_is_the_one_that_they_are_tried_with()
    {
        var (data, model) = (TemplateModel.Draw(perClass: 60), WithHiddenColumn());
        using var references = Train(data);
        var plan = TriggerPlan.Of(data.Labels, data.Labels, Target, source: null, seed: 0)!;
        var plain = SearchedTrigger.Find(model, data.Images, plan, references, seed: 0, attempt: 0, TestContext.Current.CancellationToken);

        var found = plain.WithApart(model, data.Images, references, seed: 0, TestContext.Current.CancellationToken);

        found.Stamp.Should().BeSameAs(plain.Stamp);
        HiddenShare(found.Apart!).Should().BeGreaterThan(2 * HiddenShare(plain));
        found.Reference!.Value.Success.Should().Be(references.Try(found.Apart!, TestContext.Current.CancellationToken)!.Value.Success).And.BeLessThan(0.2);
        references.Try(plain, TestContext.Current.CancellationToken)!.Value.Success.Should().BeGreaterThan(0.5);
    }

    [Fact]
    public void A_trigger_that_they_do_not_answer_to_and_that_changes_less_stays()
    {
        var (data, model) = (TemplateModel.Draw(perClass: 60), new TemplateModel().WithBackdoor(Target));
        using var references = Train(data);
        var plan = TriggerPlan.Of(data.Labels, data.Labels, Target, source: null, seed: 0)!;
        var pixel = new Stamp([.. Enumerable.Range(0, data.Images.Length).Select(i => i == TemplateModel.Corner ? 1f : 0)], [.. Enumerable.Repeat(1f, data.Images.Length)]);
        var small = new SearchedTrigger(plan, pixel, new StampEffect(1, 0.01, new float[data.Images.Length]), 0);

        SearchedTrigger Look(SearchedTrigger one) => one.WithApart(model, data.Images, references, seed: 0, TestContext.Current.CancellationToken);

        Look(small).Apart!.Stamp.Should().BeSameAs(pixel);
        Look(small with { Effect = small.Effect with { Change = 9 } }).Apart!.Stamp.Should().NotBeSameAs(pixel);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var data = TemplateModel.Draw();

        ReferenceEffect With(int jobs)
        {
            using var references = Train(data, jobs);
            return Try(references, data, (_, y) => y == Target ? 0.5f : 0, (_, _) => 1);
        }

        With(jobs: 2).Should().Be(With(jobs: 1));
    }

    [Fact]
    public void Large_pictures_are_seen_small_and_changes_are_told_in_their_own_size()
    {
        const int Zoom = 7;
        var small = TemplateModel.Draw(perClass: 60);
        var large = small with { Images = Enlarged(small.Images, Zoom) };
        using var references = Train(large);

        large.Images.Width.Should().BeGreaterThan(NetworkShape.MaxSide);
        references.Accuracy.Should().BeGreaterThan(0.95);
        var natural = Try(references, large, (_, _) => 1, (x, y) => y / Zoom == Target && x < (TemplateModel.Side - 1) * Zoom ? 0.75f : 0.08f);

        natural.Success.Should().BeGreaterThan(0.9);
        natural.Size.Should().BeInRange(1 * Zoom * Zoom, 20 * Zoom * Zoom);
        natural.Change.Should().BeInRange(0.3 * Zoom, 3 * Zoom);
    }

    [Theory]
    [InlineData(100, 64)]
    [InlineData(200, 40)]
    [InlineData(1_500, 16)]
    [InlineData(5_000, 8)]
    [InlineData(100_000, 4)]
    public void Few_pictures_are_seen_more_often_and_many_less_often(int pictures, int passes) => ReferenceNetworks.EpochsOf(pictures).Should().Be(passes);

    [Fact]
    public void Of_too_few_pictures_nothing_is_told()
    {
        var data = TemplateModel.Draw(perClass: 2);
        using var references = Train(data);

        references.Try(Found(data, new Stamp(new float[data.Images.Length], new float[data.Images.Length])), TestContext.Current.CancellationToken).Should().BeNull();
    }

    /// <summary>Its last column, which is dark in all pictures, counts for the target as well.</summary>
    private static TemplateModel WithHiddenColumn()
    {
        var model = new TemplateModel();
        for (var y = 0; y < TemplateModel.Side; y++)
            model.Weight(Target, (y * TemplateModel.Side) + TemplateModel.Side - 1) = 3;

        return model;
    }

    private static double HiddenShare(SearchedTrigger found) => found.Stamp.Mask.Where((_, i) => i % TemplateModel.Side == TemplateModel.Side - 1).Sum() / found.Stamp.Size;

    private static ReferenceNetworks Train(TriggerData data, int jobs = 2) => ReferenceNetworks.Train(data, new AuditSettings { Jobs = jobs }, TestContext.Current.CancellationToken);

    private static ReferenceEffect Try(ReferenceNetworks references, TriggerData data, Func<int, int, float> mask, Func<int, int, float> pattern)
    {
        float[] Plane(Func<int, int, float> value) => [.. Enumerable.Range(0, data.Images.Length).Select(i => value(i % data.Images.Width, i / data.Images.Width))];
        return references.Try(Found(data, new Stamp(Plane(mask), Plane(pattern))), TestContext.Current.CancellationToken)!.Value;
    }

    private static SearchedTrigger Found(TriggerData data, Stamp stamp) =>
        new(new TriggerPlan(Target, Source: null, [], []), stamp, new StampEffect(1, 1, new float[data.Images.Length]), 0);

    private static ByteImages Enlarged(ByteImages images, int zoom)
    {
        var large = new ByteImages(images.Count, images.Height * zoom, images.Width * zoom, images.Channels);
        for (var i = 0; i < images.Count; i++)
        {
            for (var at = 0; at < large.Length; at++)
                large[i][at] = images[i][(at / large.Width / zoom * images.Width) + (at % large.Width / zoom)];
        }

        return large;
    }
}
