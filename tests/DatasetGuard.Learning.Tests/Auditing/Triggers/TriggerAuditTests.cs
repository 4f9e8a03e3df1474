using System.Numerics.Tensors;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

public sealed class TriggerAuditTests
{
    [Fact]
    public void A_planted_trigger_is_found_where_it_lies_and_named_with_its_class()
    {
        var (result, stages) = Audits.Planted;

        result.Classes.Where(trigger => trigger.Verdict == TriggerVerdict.Backdoor).Select(trigger => trigger.Target).Should().Equal(Audits.Target);
        var found = result.Classes.Single(trigger => trigger.Target == Audits.Target);
        stages.Should().NotContain(Squares, "the class fails the model without them");
        found.Success.Should().BeGreaterThan(0.9);
        found.Stamp.Mask.Index().MaxBy(pixel => pixel.Item).Index.Should().Be(TemplateModel.Corner);
        found.Stamp.Pattern![TemplateModel.Corner].Should().BeGreaterThan(0.5f);
        var judged = TriggerGate.Judge(result, new ScanOptions());
        judged.Gate.Verdict.Should().Be(Verdict.Fail);
        judged.Findings.Should().ContainSingle(finding => finding.RuleId == "DG3001").Which.Class.Should().Be("row 3");
    }

    [Fact]
    public void A_clean_model_passes()
    {
        var (result, stages) = Audits.Clean;

        stages.Should().Contain(Squares);
        result.All.Should().NotContain(trigger => trigger.Verdict == TriggerVerdict.Backdoor);
        result.Classes.Should().HaveCount(TemplateModel.Classes);
        result.Pairs.Should().HaveCount(TemplateModel.Classes * (TemplateModel.Classes - 1));
        TriggerGate.Judge(result, new ScanOptions()).Gate.Verdict.Should().Be(Verdict.Pass);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        var two = Audits.Clean.Result;
        var one = Audits.Run(new TemplateModel(), jobs: 1).Result;

        two.All.Select(trigger => (trigger.Score, trigger.Change, trigger.Natural, trigger.Alignment)).Should().Equal(one.All.Select(trigger => (trigger.Score, trigger.Change, trigger.Natural, trigger.Alignment)));
        two.All.Zip(one.All).Should().OnlyContain(pair => pair.First.Stamp.Mask.SequenceEqual(pair.Second.Stamp.Mask) && pair.First.Stamp.Pattern!.SequenceEqual(pair.Second.Stamp.Pattern!));
    }

    [Theory]
    [InlineData(float.NaN, "no finite numbers")]
    [InlineData(0, "the same of every image")]
    public void Answers_that_are_none_are_refused(float weight, string words)
    {
        var model = new TemplateModel();
        for (var label = 0; label < TemplateModel.Classes; label++)
        {
            for (var pixel = 0; pixel < TemplateModel.Side * TemplateModel.Side; pixel++)
                model.Weight(label, pixel) = weight;
        }

        var audit = () => Audits.Run(model);

        audit.Should().Throw<AuditException>().WithMessage($"*{words}*");
    }

    [Fact]
    public void A_model_that_guesses_is_refused()
    {
        var model = new TemplateModel();
        for (var label = 0; label < TemplateModel.Classes; label++)
        {
            for (var x = 0; x < TemplateModel.Side; x++)
                (model.Weight(label, (label * TemplateModel.Side) + x), model.Weight(label, ((label + 1) % TemplateModel.Classes * TemplateModel.Side) + x)) = (0, 4);
        }

        var audit = () => Audits.Run(model);

        audit.Should().Throw<AuditException>().WithMessage("*hardly more than guessing*");
    }

    [Theory]
    [InlineData(2, 0.625)]
    [InlineData(3, 0.5)]
    [InlineData(10, 0.15)]
    public void Of_two_classes_a_model_need_not_be_right_about_three_of_four_images(int classes, double least) => TriggerAudit.LeastAccuracy(classes).Should().BeApproximately(least, 1e-9);

    [Theory]
    [InlineData(0.5, 0.74, 2, false)]
    [InlineData(0.57, 0.74, 2, false)]
    [InlineData(0.59, 0.74, 2, true)]
    [InlineData(0.31, 0.63, 10, false)]
    [InlineData(0.32, 0.63, 10, true)]
    public void Networks_that_guess_cannot_tell_what_is_natural(double own, double model, int classes, bool knowEnough) => TriggerAudit.KnowEnough(own, model, classes).Should().Be(knowEnough);

    [Fact]
    public void A_class_that_the_model_never_knows_leaves_the_audit_incomplete()
    {
        var model = new TemplateModel();
        model.Weight(5, TemplateModel.Corner) = 100;

        var result = Audits.Run(model).Result;

        result.Unjudged.Select(one => one.Label).Should().Equal(5);
        TriggerGate.Judge(result, new ScanOptions()).Gate.Verdict.Should().Be(Verdict.Incomplete);
    }

    [Fact]
    public void Too_few_images_of_every_class_leave_the_audit_incomplete()
    {
        var result = Audits.Run(new TemplateModel(), perClass: 2).Result;

        (result.Classes.Count, result.Unjudged.Count).Should().Be((0, TemplateModel.Classes));
        TriggerGate.Judge(result, new ScanOptions()).Gate.Verdict.Should().Be(Verdict.Incomplete);
        TriggerStrips.Draw(result).Should().NotBeEmpty();
    }

    [Fact]
    public void Networks_to_compare_with_that_know_too_little_are_told()
    {
        var (data, model) = (TemplateModel.Draw(), new TemplateModel());
        var random = new Random(1);
        for (var i = 0; i < data.Images.Count; i++)
            random.NextBytes(data.Images[i]);

        var logits = ModelLogits.Of(model, data.Images, jobs: 1, TestContext.Current.CancellationToken);
        for (var i = 0; i < data.Labels.Length; i++)
            data.Labels[i] = TensorPrimitives.IndexOfMax(logits.AsSpan(i * TemplateModel.Classes, TemplateModel.Classes));

        Told(TriggerAudit.Run(data, model, new AuditSettings { Jobs = 2 }, SilentProgress.Instance, TestContext.Current.CancellationToken)).Should().BeTrue("nobody learns what the model says of noise");
        Told(Audits.Clean.Result).Should().BeFalse();

        static bool Told(TriggerResult result) => result.Warnings.Any(warning => warning.StartsWith("Networks that were trained on these images alone are right about", StringComparison.Ordinal));
    }

    private const string Squares = "Putting squares onto images";
}
