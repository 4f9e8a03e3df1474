using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Tests.Auditing;

public sealed class MembershipAuditTests
{
    [Fact]
    public void A_gate_at_low_rates_fails_above_its_budget_and_passes_at_it()
    {
        // 400 of 1,000 members are known for sure: the model is wrong about each of the others.
        var audit = Audit(Side(1000, i => i < 400 ? 9 : 1), Side(1000, _ => 1));

        Judge(audit, new MembershipBudget { TprAtOnePercent = 0.39 }).Verdict.Should().Be(Verdict.Fail);
        Judge(audit, new MembershipBudget { TprAtOnePercent = 0.4 }).Verdict.Should().Be(Verdict.Pass);
    }

    [Fact]
    public void Sides_that_were_mixed_up_are_no_pass()
    {
        var (known, unknown) = (Side(200, i => 4 + (i % 7)), Side(200, i => i % 7));
        var budget = new MembershipBudget { Auc = 0.6, WorstClassAuc = 0.7 };

        var right = Judge(Audit(known, unknown), budget);
        var swapped = Audit(unknown, known);

        right.Verdict.Should().Be(Verdict.Fail);
        swapped.Warnings.Should().ContainSingle(warning => warning.StartsWith("The model knows the non-members better than the members"));
        var judged = Judge(swapped, budget);
        judged.Verdict.Should().Be(Verdict.Incomplete);
        judged.Rules.Where(run => run.Status == RuleStatus.Failed).Select(run => run.Rule.Id).Should().Equal("DG3101", "DG3102");
    }

    [Fact]
    public void Chance_is_no_mix_up()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var audit = Audit(Side(60, _ => random.Next(100)), Side(60, _ => random.Next(100)));

            audit.Warnings.Should().BeEmpty();
            Judge(audit, new MembershipBudget { Auc = 0.75 }).Verdict.Should().Be(Verdict.Pass);
        }
    }

    [Fact]
    public void What_is_left_of_unequal_mixes_must_be_enough()
    {
        var members = Side(1000, i => i % 7) with { Labels = [.. Enumerable.Range(0, 1000).Select(i => i < 998 ? 0 : 1)] };
        var others = Side(1000, i => i % 7) with { Labels = [.. Enumerable.Range(0, 1000).Select(i => i < 998 ? 1 : 0)] };

        var run = () => Audit(members, others);

        run.Should().Throw<AuditException>().WithMessage("Only * members and * non-members have the same mix of classes*");
    }

    [Fact]
    public void Classes_that_were_not_judged_are_named_beside_those_that_were()
    {
        var members = Side(60, i => i % 7) with { Labels = [.. Enumerable.Range(0, 60).Select(i => i < 50 ? 0 : 1)] };
        var others = Side(60, i => i % 7) with { Labels = [.. Enumerable.Range(0, 60).Select(i => i < 50 ? 0 : 1)] };

        var run = Judge(Audit(members, others), new MembershipBudget { WorstClassAuc = 0.9 }).Rules.Single(run => run.Rule.Id == "DG3102");

        (run.Status, run.Reason).Should().Be((RuleStatus.Completed, "1 of 2 classes has too few images to be judged."));
    }

    [Fact]
    public void Two_classes_that_are_told_apart_a_little_are_not_called_guessing()
    {
        Audit(Side(100, i => i < 70 ? 1 : -1), Side(100, i => i < 70 ? 1 : -1)).Warnings.Should().BeEmpty();
        Audit(Side(100, i => i < 50 ? 1 : -1), Side(100, i => i < 50 ? 1 : -1)).Warnings.Should().ContainSingle(warning => warning.Contains("hardly more than guessing"));
    }

    [Fact]
    public void Canaries_are_held_against_the_same_mix_of_wrong_labels()
    {
        // The model says class 0 of everything, and has learned nothing by heart; all canaries are called 0.
        var others = Side(300, _ => 0) with { Labels = [.. Enumerable.Range(0, 300).Select(i => i % 3)] };
        var canaries = Side(40, _ => 0);

        var audit = Audit(Side(300, _ => 0) with { Labels = others.Labels }, others, canaries, classes: 3, logits: (sample, label) => label == 0 ? 3 + (0.1f * (sample % 5)) : 0);

        audit.Canaries!.Attacks[0].Exposure.Auc.Should().BeApproximately(0.5, 0.1);
    }

    [Fact]
    public void Canaries_with_labels_that_no_other_can_get_are_refused()
    {
        // All non-members are of class 0, so that none has 0 for a wrong label.
        var audit = Audit(Side(60, i => i % 7), Side(60, i => i % 7), Side(40, i => i % 7));

        audit.Canaries!.Attacks.Should().BeEmpty();
        audit.Canaries.Refusal.Should().Contain("wrong label");
    }

    /// <summary>Of class 0, each with a number that is the model's log-odds for its label.</summary>
    private static AuditSide Side(int count, Func<int, int> strength)
    {
        Sample[] samples = [.. Enumerable.Range(0, count).Select(i => new Sample { Id = $"{i}", ClassIndex = 0, SplitIndex = -1, ContentHash = "", StoreOffset = -1, Line = strength(i) })];
        return new AuditSide(new Dataset("data", ["imagefolder"], ["a", "b"], [], samples), null!, samples, new int[count]);
    }

    private static AuditResult Audit(AuditSide members, AuditSide others, AuditSide? canaries = null, int classes = 2, Func<int, int, float>? logits = null)
    {
        var data = new AuditData
        {
            Classes = [.. Enumerable.Range(0, classes).Select(i => $"{i}")],
            Members = members,
            NonMembers = others,
            Canaries = canaries,
            Overlap = 0,
            Unusable = 0,
            Warnings = [],
        };
        return MembershipAudit.Run(data, new Numbers(classes, logits), new AuditSettings(), SilentProgress.Instance, TestContext.Current.CancellationToken);
    }

    private static ScanResult Judge(AuditResult audit, MembershipBudget budget) => MembershipGate.Judge(audit, budget, new ScanOptions());

    /// <summary>Gives class 0 the number of the sample, or what it is told.</summary>
    private sealed class Numbers(int classes, Func<int, int, float>? logits) : IClassifier
    {
        public string Description => "numbers";

        public string Digest => "";

        public int Outputs => classes;

        public string? Caveat => null;

        public void Ask(ViewStore views, IReadOnlyList<Sample> samples, Span<float> answers, CancellationToken cancellationToken)
        {
            for (var i = 0; i < samples.Count; i++)
            {
                for (var label = 0; label < classes; label++)
                    answers[(i * classes) + label] = logits?.Invoke(int.Parse(samples[i].Id), label) ?? (label == 0 ? samples[i].Line!.Value : 0);
            }
        }

        public ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Ask(ByteImages pictures, Span<float> answers, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
