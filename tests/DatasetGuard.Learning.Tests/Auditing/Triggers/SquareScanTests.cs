using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

public sealed class SquareScanTests
{
    private const int Target = 3;

    [Fact]
    public void A_pixel_that_turns_classes_in_the_model_alone_is_found_where_it_lies()
    {
        var found = Scan(new TemplateModel().WithBackdoor(Target));

        found.Should().HaveCount(TemplateModel.Classes - 1).And.OnlyContain(one => one.Plan.Target == Target && one.Effect.Success > 0.7);
        found.Select(one => one.Square!.Value.Square).Should().AllBeEquivalentTo(new SolidSquare(TemplateModel.Side - 1, TemplateModel.Side - 1, 1, 1));
        found.Should().OnlyContain(one => one.Square!.Value.IsOfModelAlone(one.Effect.Success));
    }

    [Fact]
    public void Nothing_is_looked_for_into_a_class_that_is_named() => Scan(new TemplateModel().WithBackdoor(Target), Target).Should().BeEmpty();

    [Fact]
    public void Nothing_is_found_in_a_clean_model() => Scan(new TemplateModel()).Should().BeEmpty();

    [Fact]
    public void Threads_change_nothing()
    {
        IEnumerable<object?> With(int jobs) => Scan(new TemplateModel().WithBackdoor(Target), jobs: jobs).Select(one => (object?)(one.Plan.Source, one.Square, one.Effect.Change));

        With(jobs: 3).Should().Equal(With(jobs: 1));
    }

    [Theory]
    [InlineData(0.8, 0.04, 0.5, true)]
    [InlineData(0.7, 0.04, 0.3, false)]
    [InlineData(0.8, 0.06, 0.3, false)]
    [InlineData(0.8, 0.04, 0.6, false)]
    public void A_square_is_of_the_model_alone_where_it_turns_most_others_do_not_answer_and_none_turns_nearly_as_many_there(double success, double elsewhere, double most, bool isAlone) =>
        new SquareEffect(new SolidSquare(0, 0, 1, 1), elsewhere, most).IsOfModelAlone(success).Should().Be(isAlone);

    private static IReadOnlyList<SearchedTrigger> Scan(TemplateModel model, int? named = null, int jobs = 2)
    {
        var (data, settings) = (TemplateModel.Draw(perClass: 60), new AuditSettings { Jobs = jobs });
        // A model with the pixel hardly knows the target's own pictures, which have it dark.
        int[] said = Array.ConvertAll(data.Labels, label => label == Target ? Target + 1 : label);
        using var references = ReferenceNetworks.Train(data, settings, TestContext.Current.CancellationToken);
        return new SquareScan(model, data, said, references, settings).Find(named is { } one ? new HashSet<int> { one } : [], SilentProgress.Instance, TestContext.Current.CancellationToken);
    }
}
