using System.Text;
using CsCheck;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Tests.Rules;

namespace DatasetGuard.Core.Tests.Gating;

public sealed class AcceptedManifestTests : IDisposable
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_is_what_sha256sum_checks_with_classes_as_comments()
    {
        Sample[] samples = [Image("a/1.png", 0), Image("a/2\n.png", 0), Image("b/\\1.png", 1), Image("stray.png", -1)];

        var text = Text(new Dataset("data", ["imagefolder"], ["a", "b\n::error::"], [], samples));

        text.Should().Be(
            $"# datasetguard-accepted 1\n# class a\n{Hash}  a/1.png\n\\{Hash}  a/2\\n.png\n# class b\\n::error::\n\\{Hash}  b/\\\\1.png\n# no class\n{Hash}  stray.png\n");
    }

    [Fact]
    public void Any_names_come_back_as_they_were()
    {
        var name = Gen.String[Gen.Char["ab\\\n\r# */:\u202eé"], 1, 6];
        Gen.Select(name, name).Array[0, 8].Sample(pairs =>
        {
            string[] classes = [.. pairs.Select(pair => pair.Item2).Distinct().Order(StringComparer.Ordinal)];
            Sample[] samples = [.. pairs.DistinctBy(pair => pair.Item1).OrderBy(pair => pair.Item1, StringComparer.Ordinal).Select(pair => Image(pair.Item1, Array.IndexOf(classes, pair.Item2)))];
            var dataset = new Dataset("data", ["csv"], classes, [], samples);

            var back = Parse(Text(dataset));

            back.HasClasses.Should().BeTrue();
            back.Entries.Should().Equal(samples.Select(sample => new AcceptedEntry(sample.Id, Hash, dataset.ClassOf(sample))));
        });
    }

    [Fact]
    public void A_manifest_of_a_scan_or_of_sha256sum_is_read_without_classes()
    {
        var accepted = Parse($"# class cat\r\n{Hash}  cat/1.png\r\n{Hash.ToUpperInvariant()} *cat/2.png\n{new string('0', 64)}  cat/3.png\n");

        accepted.HasClasses.Should().BeFalse();
        accepted.Entries.Should().Equal(new AcceptedEntry("cat/1.png", Hash, null), new AcceptedEntry("cat/2.png", Hash, null), new AcceptedEntry("cat/3.png", "", null));
        Parse("# datasetguard-accepted 1\n").Entries.Should().BeEmpty();
    }

    [Theory]
    [InlineData("cat/1.png", "2:1: a SHA-256 of 64 hexadecimal digits, two spaces and a path belong here, as sha256sum writes them.")]
    [InlineData("", "2:1: a SHA-256 of 64 hexadecimal digits, two spaces and a path belong here, as sha256sum writes them.")]
    [InlineData(Hash + "  ", "2:1: a SHA-256 of 64 hexadecimal digits, two spaces and a path belong here, as sha256sum writes them.")]
    [InlineData(Hash + " x", "2:1: a SHA-256 of 64 hexadecimal digits, two spaces and a path belong here, as sha256sum writes them.")]
    [InlineData("g" + Hash + "  x", "2:1: a SHA-256 of 64 hexadecimal digits, two spaces and a path belong here, as sha256sum writes them.")]
    [InlineData("\\" + Hash + "  a\\tb", "2:1: a backslash is followed by \\, n or r.")]
    [InlineData("\\" + Hash + "  a\\", "2:1: a backslash is followed by \\, n or r.")]
    [InlineData(Hash + "  same.png", "2:1: 'same.png' stands already in line 1.")]
    [InlineData("<<<<<<< HEAD", "2:1: a SHA-256 of 64 hexadecimal digits, two spaces and a path belong here, as sha256sum writes them.")]
    public void A_broken_line_is_refused_with_its_number(string line, string message)
    {
        var parse = () => Parse($"{Hash}  same.png\n{line}\n{Hash}  after.png\n");

        parse.Should().Throw<ConfigurationException>().Which.Faults.Should().ContainSingle().Which.ToString().Should().Be($"accepted.sha256:{message}");
    }

    [Fact]
    public void Another_version_and_bytes_that_are_no_text_are_refused()
    {
        var version = () => Parse("# datasetguard-accepted 2\n");
        var bytes = () => AcceptedManifest.Parse([.. Encoding.ASCII.GetBytes($"{Hash}  "), 0xff, (byte)'\n'], "accepted.sha256");

        version.Should().Throw<ConfigurationException>().WithMessage("accepted.sha256:1:1: the accepted manifest has version '2'; this tool reads 1.*");
        bytes.Should().Throw<ConfigurationException>().WithMessage("accepted.sha256:1:1: this line is no UTF-8 text.");
    }

    [Fact]
    public void A_file_that_is_not_there_or_is_none_is_refused()
    {
        string[] paths = [Path.Combine(_folder.Path, "nothing"), _folder.Path, _folder.Write("empty", "")];

        foreach (var path in paths)
        {
            var read = () => AcceptedManifest.Read(path);
            read.Should().Throw<ConfigurationException>().WithMessage("*: the accepted manifest cannot be read: *'datasetguard baseline create' writes one.");
        }
    }

    [Fact]
    public void The_digest_is_that_of_the_file() =>
        AcceptedManifest.Read(_folder.Write("accepted", "# datasetguard-accepted 1\n")).Digest.Should().Be("796471e3aa1244cfdba6329e983eee33453795c26c0da864798e34efa642f62d");

    [Theory]
    [InlineData("datasetguard-baseline.json", "datasetguard-baseline.sha256")]
    [InlineData("x/accepted", "x/accepted.sha256")]
    [InlineData("odd.sha256", "odd.sha256.sha256")]
    public void It_lies_beside_the_baseline(string baseline, string manifest) => AcceptedManifest.BesideBaseline(baseline).Should().Be(manifest);

    private static AcceptedManifest Parse(string text) => AcceptedManifest.Parse(ReportText.Encoding.GetBytes(text), "accepted.sha256");

    private static string Text(Dataset dataset)
    {
        using var output = new MemoryStream();
        AcceptedManifest.Write(dataset, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static Sample Image(string id, int label) => Samples.Of(id, label) with { ContentHash = Hash };
}
