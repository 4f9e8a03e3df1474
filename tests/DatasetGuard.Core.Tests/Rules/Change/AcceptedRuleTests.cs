using System.Text;
using CsCheck;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules.Change;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Rules.Change;

/// <summary>Samples are written <c>path=content</c>; the folder is the class.</summary>
public sealed class AcceptedRuleTests
{
    private static readonly string[] Accepted = ["cat/1=a", "cat/2=b", "cat/3=c", "dog/1=d", "dog/2=e"];

    [Fact]
    public void Nothing_runs_without_an_accepted_manifest()
    {
        var outcome = new AcceptedRule().Evaluate(Context(Of(Accepted), new ScanOptions()), CancellationToken.None);

        outcome.Findings.Should().BeEmpty();
        outcome.Skipped["DG1401"].Should().Be("Nothing is accepted yet; see 'datasetguard baseline create'.");
    }

    [Fact]
    public void What_is_as_it_was_is_no_finding() => Compare(Accepted, Accepted).Should().BeEmpty();

    [Fact]
    public void Added_and_renamed_images_are_notes()
    {
        var findings = Compare(Accepted, ["cat/1=a", "cat/2=b", "cat/3=c", "cat/new=x", "dog/9=d", "dog/2=e"]);

        findings.Select(Describe).Should().Equal("note Accepted images with other names: dog/9", "note Images that were added: cat/new");
        findings[0].Message.Should().Be("1 image has another name and the same content: 'dog/9' was 'dog/1'.");
        findings[1].Message.Should().StartWith("1 image is new: 1 in 'cat'.");
    }

    [Fact]
    public void Changed_removed_and_relabelled_images_are_warnings_with_counts()
    {
        var findings = Compare(Accepted, ["cat/1=x", "cat/3=c", "dog/1=d", "dog/7=b"]);

        findings.Select(Describe).Should().Equal(
            "warning Accepted images that are gone: dog/2",
            "warning Accepted images with other content: cat/1",
            "warning Accepted images with other labels: dog/7");
        findings[0].Message.Should().Be("1 image is gone: 1 in 'dog'. Ask who did it and why; 'datasetguard baseline update' accepts it.");
        findings[2].Message.Should().StartWith("1 image has another class: 1 from 'cat' to 'dog'.");
        findings[0].Measures.Select(measure => (measure.Name, measure.Value)).Should()
            .Equal(("accepted", 5), ("added", 0), ("removed", 1), ("changed", 1), ("relabelled", 1), ("renamed", 0));
    }

    [Fact]
    public void A_class_of_which_all_is_gone_is_named() =>
        Compare(Accepted, ["cat/1=a", "cat/2=b", "cat/3=c", "fox/1=f"])[0].Message.Should().StartWith("2 images are gone: 2 in 'dog'.");

    [Fact]
    public void Files_that_change_names_across_classes_have_other_content() =>
        Compare(Accepted, ["cat/1=d", "cat/2=b", "cat/3=c", "dog/1=a", "dog/2=e"]).Select(Describe).Should().Equal("warning Accepted images with other content: cat/1 dog/1");

    [Fact]
    public void Of_equal_content_the_one_in_the_same_class_has_moved() =>
        Compare(["cat/1=a", "dog/1=a"], ["cat/9=a", "dog/9=a"]).Select(Describe).Should().Equal("note Accepted images with other names: cat/9 dog/9");

    [Fact]
    public void A_copy_of_an_image_that_stays_is_added() =>
        Compare(Accepted, [.. Accepted, "dog/copy=a"]).Select(Describe).Should().Equal("note Images that were added: dog/copy");

    [Fact]
    public void Files_that_could_not_be_read_are_nobody_elses_content() =>
        Compare(["cat/1=", "cat/2="], ["cat/1=", "cat/9="]).Select(Describe).Should().Equal("warning Accepted images that are gone: cat/2", "note Images that were added: cat/9");

    [Fact]
    public void Labels_beside_the_files_are_compared_with_the_accepted_ones()
    {
        var (then, now) = (Of("x=a", "y=b"), Of("x=a", "y=b"));

        var relabelled = Compare(Manifest(then, "cat", "cat"), Relabelled(now, "cat", "dog"));

        relabelled.Select(Describe).Should().Equal("warning Accepted images with other labels: y");
        relabelled[0].Message.Should().StartWith("1 image has another class: 1 from 'cat' to 'dog'.");
    }

    [Fact]
    public void A_manifest_without_classes_takes_them_from_the_folders_or_not_at_all()
    {
        var plain = Manifest(Of(Accepted)) with { HasClasses = false };
        var byFolder = Of("cat/1=a", "cat/2=b", "dog/9=c", "dog/1=d", "dog/2=e");
        var byList = Relabelled(byFolder, "dog", "cat", "dog", "cat", "cat");

        Compare(plain, byFolder).Select(Describe).Should().Equal("warning Accepted images with other labels: dog/9");
        Compare(plain, byList).Select(Describe).Should().Equal("note Accepted images with other names: dog/9");
    }

    [Fact]
    public void The_archive_that_a_file_lies_in_is_no_class_of_it()
    {
        var plain = Manifest("a.tar/cat/1=a", "b.tar/dog/1=b") with { HasClasses = false };
        var samples = Of("a.tar/cat/1=a", "b.tar/cat/1=b").Samples.Select(sample => sample with { ClassIndex = 0 });
        var now = new Dataset("shards", ["tar"], ["cat"], [], [.. samples]) { Roots = [new DatasetRoot("shards", "", null) { HasParts = true }] };

        Compare(plain, now).Select(Describe).Should().Equal("warning Accepted images with other labels: b.tar/cat/1");
    }

    [Theory]
    [InlineData(FindingLevel.Error, FindingLevel.Error, FindingLevel.Note)]
    [InlineData(FindingLevel.Note, FindingLevel.Note, FindingLevel.Note)]
    public void The_configuration_raises_what_is_a_warning_only(FindingLevel configured, FindingLevel removed, FindingLevel added)
    {
        var rule = new AcceptedRule().Descriptors[0];
        var options = new ScanOptions { Rules = new Dictionary<string, RuleSettings> { ["DG1401"] = new() { Level = configured } } };

        Compare(Accepted, ["cat/1=a", "cat/2=b", "cat/3=c", "dog/1=d", "dog/3=x"]).Select(finding => options.LevelOf(rule, finding.Level)).Should().Equal(removed, added);
    }

    [Fact]
    public void Empty_sets_and_manifests_are_compared()
    {
        Compare([], []).Should().BeEmpty();
        Compare([], ["cat/1=a"]).Select(Describe).Should().Equal("note Images that were added: cat/1");
        Compare(["cat/1=a"], []).Select(Describe).Should().Equal("warning Accepted images that are gone: cat/1");
    }

    [Fact]
    public void The_order_of_the_manifest_changes_nothing()
    {
        string[] now = ["cat/1=x", "cat/8=a", "cat/9=a", "dog/1=d", "dog/3=b"];
        string[] then = [.. Accepted, "dog/5=a", "cat/4=a"];
        var expected = Compare(then, now).Select(finding => finding.Message + Describe(finding)).ToList();

        Gen.Shuffle(then).Sample(shuffled => Compare(Manifest(shuffled), Of(now)).Select(finding => finding.Message + Describe(finding)).Should().Equal(expected));
    }

    [Fact]
    public void A_hundred_thousand_copies_under_other_names_are_matched()
    {
        var findings = Patience.Await(() => Compare([.. Enumerable.Range(0, 100_000).Select(i => $"cat/{i}=a")], [.. Enumerable.Range(0, 100_000).Select(i => $"dog/{i}=a")]));

        findings.Should().ContainSingle().Which.Samples.Should().HaveCount(100_000);
    }

    private static string Describe(Finding finding) => $"{finding.Level.Name()} {finding.Title}: {string.Join(' ', finding.Samples.Select(flagged => flagged.Sample.Id))}";

    private static IReadOnlyList<Finding> Compare(string[] then, string[] now) => Compare(Manifest(then), Of(now));

    private static IReadOnlyList<Finding> Compare(AcceptedManifest then, Dataset now) =>
        new AcceptedRule().Evaluate(Context(now, new ScanOptions { Accepted = then }), CancellationToken.None).Findings;

    private static ScanContext Context(Dataset dataset, ScanOptions options) => new(dataset, Views: null!, options, SilentProgress.Instance);

    private static AcceptedManifest Manifest(params string[] files) => new("", HasClasses: true, [.. files.Select(file => new AcceptedEntry(file.Split('=')[0], HashOf(file), file.Split('/')[0]))]);

    private static AcceptedManifest Manifest(Dataset dataset, params string[] labels) =>
        new("", HasClasses: true, [.. dataset.Samples.Select((sample, i) => new AcceptedEntry(sample.Id, sample.ContentHash, labels.Length > 0 ? labels[i] : null))]);

    private static Dataset Of(params string[] files)
    {
        string[] classes = [.. files.Select(file => file.Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];
        var samples = files.Order(StringComparer.Ordinal).Select(file => Samples.Of(file.Split('=')[0], Array.IndexOf(classes, file.Split('/')[0])) with { ContentHash = HashOf(file) });
        return new Dataset("data", ["imagefolder"], classes, [], [.. samples]);
    }

    private static Dataset Relabelled(Dataset dataset, params string[] labels)
    {
        string[] classes = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        return new Dataset("data", ["csv"], classes, [], [.. dataset.Samples.Select((sample, i) => sample with { ClassIndex = Array.IndexOf(classes, labels[i]) })]);
    }

    private static string HashOf(string file) =>
        file.EndsWith('=') ? "" : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(file.Split('=')[1])));
}
