using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Tests.Scanning;

namespace DatasetGuard.Core.Tests.Findings;

public sealed class FindingTests
{
    [Fact]
    public void The_fingerprint_is_that_of_the_contents_whatever_their_names_and_order()
    {
        var finding = Of(("a.png", "01"), ("b.png", "02"));

        Of(("y.png", "02"), ("x.png", "01")).Fingerprint.Should().Be(finding.Fingerprint).And.HaveLength(32);
    }

    [Fact]
    public void Another_rule_class_or_content_has_another_fingerprint()
    {
        var finding = Of(("a.png", "01"));
        string[] others =
        [
            finding.Fingerprint, (finding with { RuleId = "DG0002" }).Fingerprint, (finding with { Class = "cat" }).Fingerprint,
            Of(("a.png", "02")).Fingerprint, Of(("a.png", "")).Fingerprint, Of(("b.png", "")).Fingerprint, Of().Fingerprint,
        ];

        others.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_class_with_a_line_break_in_its_name_does_not_pass_for_another() =>
        (Of(("b.png", "02")) with { Class = "cat\n01" }).Fingerprint.Should().NotBe((Of(("a.png", "01"), ("b.png", "02")) with { Class = "cat" }).Fingerprint);

    private static Finding Of(params (string Id, string Hash)[] samples) => FakeRule.Finding("DG0001") with
    {
        Samples = [.. samples.Select(sample => new FlaggedSample(new Sample { Id = sample.Id, ContentHash = sample.Hash, ClassIndex = -1, SplitIndex = -1, StoreOffset = -1 }))],
    };
}
