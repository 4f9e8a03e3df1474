using System.Security.Cryptography;
using System.Text;
using CsCheck;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Provenance.Croissant;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Rules.Change;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Reports;

namespace DatasetGuard.Core.Tests.Rules.Change;

/// <summary>Samples are written <c>path=content</c>; the first folder is the class.</summary>
public sealed class DeclaredRuleTests : IDisposable
{
    private static readonly string[] Declared = ["cat/1.png=a", "cat/2.png=b", "dog/1.png=c", "dog/2.png=d"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_runs_without_a_declaration()
    {
        var outcome = Evaluate(null, Of(Declared));

        outcome.Findings.Should().BeEmpty();
        outcome.Skipped["DG1403"].Should().Be("No Croissant file is given; see --croissant.");
    }

    [Fact]
    public void What_is_as_declared_is_no_finding()
    {
        var outcome = Compare(Declared, Declared);

        outcome.Findings.Should().BeEmpty();
        outcome.Limits.Should().BeEmpty();
    }

    [Fact]
    public void Other_bytes_and_labels_are_errors_with_the_images()
    {
        var findings = Compare(Declared, ["cat/1.png=x", "cat/2.png=b", "dog/1.png=c", "dog/2.png=d"], ("dog/2.png", "cat")).Findings;

        findings.Select(Describe).Should().Equal("error Images with other bytes than declared: cat/1.png", "error Images with other labels than declared: dog/2.png");
        findings[0].Message.Should().Be("1 image has other bytes than declared: 'cat/1.png'. Get the data anew from the publisher, or ask who changed them.");
    }

    [Fact]
    public void What_is_missing_more_or_in_another_class_set_is_a_warning()
    {
        var findings = Compare(Declared, ["cat/1.png=a", "cat/2.png=b", "dog/1.png=c", "fox/1.png=e"]).Findings;

        findings.Select(Describe).Should().Equal(
            "warning Declared files that are not there: dog/2.png",
            "warning Images that are not declared: fox/1.png",
            "warning Other labels than declared: ");
        findings[2].Message.Should().Contain("not declared: 'fox'.");
    }

    [Fact]
    public void Splits_are_compared_as_they_are_read()
    {
        var declaration = Parse("""
            { "@type": "sc:Dataset", "recordSet": [
              { "@id": "s", "dataType": "cr:Split", "field": { "@id": "s/name" }, "data": [{ "s/name": "train" }, { "s/name": "val" }] },
              { "@id": "i", "field": [{ "@id": "i/path" }, { "@id": "i/split", "references": { "field": { "@id": "s/name" } } }],
                "data": [{ "i/path": "cat/1.png", "i/split": "val" }, { "path": "dog/1.png", "split": "train" }] } ] }
            """);

        Evaluate(declaration, Of(["cat/1.png=a", "dog/1.png=b"], ("cat/1.png", "validation"), ("dog/1.png", "train"))).Findings.Should().BeEmpty();
        var findings = Evaluate(declaration, Of(["cat/1.png=a", "dog/1.png=b"], ("cat/1.png", "test"), ("dog/1.png", "train"))).Findings;

        findings.Select(Describe).Should().Equal("warning Images in other splits than declared: cat/1.png", "warning Other splits than declared: ");
        findings[1].Message.Should().Contain("not declared: 'test'; declared, and no image has it: 'val'.");
    }

    [Fact]
    public void A_class_is_any_word_of_its_record()
    {
        var declaration = Parse("""
            { "@type": "Dataset", "recordSet": [
              { "@id": "l", "field": [{ "@id": "l/key" }, { "@id": "l/name" }], "data": [{ "l/key": 0, "l/name": "cat" }, { "l/key": 1, "l/name": "dog" }] },
              { "@id": "i", "field": [{ "@id": "i/path" }, { "@id": "i/label", "dataType": ["sc:Integer", "cr:Label"], "references": { "@id": "l/key" } }],
                "data": [{ "i/path": "cat/1.png", "i/label": 0 }, { "i/path": "dog/1.png", "i/label": 0 }] } ] }
            """);

        Evaluate(declaration, Of(["cat/1.png=a", "dog/1.png=b"])).Findings.Select(Describe).Should().Equal("error Images with other labels than declared: dog/1.png");
    }

    [Fact]
    public void An_archive_is_checked_wherever_it_was_downloaded_and_its_members_too()
    {
        var archive = _folder.Write("downloads/pets.tar", "the archive");
        _folder.Write("cat/2.png", "y");
        var dataset = new Dataset(archive, ["tar"], ["cat"], [], Of(["cat/1.png=a"]).Samples);
        CroissantDeclaration Of2(string digest) => Parse($$"""
            { "@type": "sc:Dataset", "distribution": [
              { "@type": "cr:FileObject", "@id": "a", "contentUrl": "https://example.org/pets.tar?download=1", "sha256": "{{digest}}" },
              { "@type": "cr:FileObject", "@id": "m", "containedIn": { "@id": "a" }, "contentUrl": "cat/1.png", "sha256": "{{Hash("x")}}" },
              { "@type": "cr:FileObject", "@id": "n", "containedIn": { "@id": "a" }, "contentUrl": "cat/2.png", "sha256": "{{Hash("y")}}" } ] }
            """);

        var changed = Evaluate(Of2(Hash("another archive")), dataset);
        var same = Evaluate(Of2(Hash("the archive").ToUpperInvariant()), dataset);

        changed.Findings.Select(Describe).Should().Equal(
            "error Images with other bytes than declared: cat/1.png", "error Files with other bytes than declared: ", "warning Declared files that are not there: n");
        same.Findings.Should().HaveCount(2);
    }

    [Fact]
    public void A_list_beside_the_declaration_is_checked_and_a_link_out_of_its_folder_is_not_followed()
    {
        _folder.Write("secret.csv", "secret");
        _folder.Write("in/labels.csv", "labels");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "in", "link.csv"), Path.Combine(_folder.Path, "secret.csv"));
        var declaration = Parse($$"""
            { "@type": "sc:Dataset", "distribution": [
              { "@type": "FileObject", "name": "good", "contentUrl": "labels.csv", "sha256": "{{Hash("labels")}}" },
              { "@type": "FileObject", "name": "bad", "contentUrl": "./labels.csv", "sha256": "{{Hash("other")}}" },
              { "@type": "FileObject", "name": "link", "contentUrl": "link.csv", "sha256": "{{Hash("secret")}}" },
              { "@type": "FileObject", "name": "out", "contentUrl": "../secret.csv", "sha256": "{{Hash("other")}}" },
              { "@type": "FileObject", "name": "absolute", "contentUrl": "/etc/passwd", "sha256": "{{Hash("other")}}" } ] }
            """, "in/croissant.json");

        var outcome = Evaluate(declaration, Of(Declared));

        outcome.Findings.Select(finding => finding.Message.Split(". Get")[0]).Should().Equal("1 file has other bytes than declared: 'bad'", "1 declared file is not there: 'link'");
        outcome.Limits["DG1403"].Should().StartWith("2 of 5 declared files could not be checked");
    }

    [Fact]
    public void Addresses_without_a_file_here_and_digests_that_are_none_are_counted_as_unchecked()
    {
        var declaration = Parse("""
            { "@type": "sc:Dataset", "distribution": [
              { "@type": "cr:FileObject", "@id": "repo", "contentUrl": "https://example.org/tree", "encodingFormat": "git+https", "sha256": "https://example.org/issues/80" },
              { "@type": "cr:FileObject", "@id": "m", "contentUrl": "cat/1.png", "sha256": "0b033707ea49365a5ffdd14615825511" } ] }
            """);

        var outcome = Evaluate(declaration, Of(Declared));

        outcome.Limits["DG1403"].Should().Be("2 of 2 declared files could not be checked: they have no SHA-256, or lie at an address, and nothing is fetched.");
        outcome.Findings.Select(Describe).Should().Equal("warning Images that are not declared: cat/2.png dog/1.png dog/2.png");
    }

    [Fact]
    public void Empty_single_and_unlabelled_datasets_are_compared()
    {
        var declaration = Declare(Of(Declared));

        Evaluate(declaration, Of([])).Findings.Should().NotBeEmpty();
        Evaluate(Declare(Of([])), Of([])).Findings.Should().BeEmpty();
        Evaluate(Declare(Of(["x.png=a"])), Of(["x.png=a"])).Findings.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void Hostile_names_are_compared_and_printed_as_names(string name)
    {
        var declaration = CroissantDeclaration.Parse(new CroissantReport().Bytes(Results.Named(name, name)), Path.Combine(_folder.Path, "croissant.json"));

        var outcome = Evaluate(declaration, Of(Declared));

        outcome.Findings.Should().NotBeEmpty().And.AllSatisfy(finding => HostileNames.HasControls(finding.Message + finding.Title).Should().BeFalse());
    }

    [Fact]
    public void The_order_of_the_files_changes_nothing()
    {
        var outcome = Compare(Declared, ["cat/1.png=x", "cat/2.png=y", "fox/1.png=e"]);

        Gen.Shuffle(Declared).Sample(order => Compare(order, ["cat/1.png=x", "cat/2.png=y", "fox/1.png=e"]).Findings.Select(Describe).SequenceEqual(outcome.Findings.Select(Describe)), iter: 20);
    }

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static string Describe(Finding finding) =>
        $"{(finding.Level == FindingLevel.Error ? "error" : "warning")} {finding.Title}: {string.Join(' ', finding.Samples.Select(flagged => flagged.Sample.Id))}";

    private static Dataset Of(string[] samples, params (string Path, string Split)[] splits)
    {
        var parts = samples.Select(sample => sample.Split('=')).ToList();
        string[] classes = [.. parts.Where(part => part[0].Contains('/')).Select(part => part[0].Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];
        string[] names = [.. splits.Select(split => split.Split).Distinct().Order(StringComparer.Ordinal)];
        return new Dataset("data", ["imagefolder"], classes, names, [.. parts.OrderBy(part => part[0], StringComparer.Ordinal).Select(part => new Sample
        {
            Id = part[0],
            ClassIndex = Array.IndexOf(classes, part[0].Split('/')[0]),
            SplitIndex = Array.IndexOf(names, splits.FirstOrDefault(split => split.Path == part[0]).Split),
            ContentHash = Hash(part[1]),
            StoreOffset = -1,
        })]);
    }

    private RuleOutcome Compare(string[] declared, string[] samples, params (string Path, string Label)[] labels)
    {
        var dataset = Of(samples);
        var relabelled = dataset.Samples.Select(sample => labels.FirstOrDefault(one => one.Path == sample.Id).Label is { } label
            ? sample with { ClassIndex = dataset.Classes.ToList().IndexOf(label) }
            : sample);
        return Evaluate(Declare(Of(declared)), new Dataset("data", ["imagefolder"], dataset.Classes, [], [.. relabelled]));
    }

    private CroissantDeclaration Declare(Dataset dataset) =>
        CroissantDeclaration.Parse(new CroissantReport().Bytes(Results.Clean() with { Dataset = dataset }), Path.Combine(_folder.Path, "croissant.json"));

    private CroissantDeclaration Parse(string text, string name = "croissant.json") => CroissantDeclaration.Parse(Encoding.UTF8.GetBytes(text), Path.Combine(_folder.Path, name));

    private static RuleOutcome Evaluate(CroissantDeclaration? declared, Dataset dataset) =>
        new DeclaredRule().Evaluate(new ScanContext(dataset, null!, new ScanOptions { Declared = declared }, SilentProgress.Instance), CancellationToken.None);
}
