using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules.Files;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Rules.Files;

public sealed class FileContentRuleTests
{
    [Theory]
    [InlineData("cat/1.jpg", "png", true)]
    [InlineData("cat/1.tiff", "jpeg", true)]
    [InlineData("cat/1.png#2", "gif", true)]
    [InlineData("cat/1.JPEG", "jpeg", false)]
    [InlineData("cat/1.jfif", "jpeg", false)]
    [InlineData("cat/1", "jpeg", false)]
    [InlineData("cat/1.img", "jpeg", false)]
    public void A_name_that_promises_another_format_is_a_warning(string id, string format, bool isReported)
    {
        var sample = Samples.Of(id) with { Facts = new ImageFacts(format, 8, 8, false) };

        new FileContentRule().Evaluate([sample]).Findings.Select(finding => (finding.RuleId, finding.Level))
            .Should().Equal(isReported ? [("DG1002", FindingLevel.Warning)] : []);
    }

    [Fact]
    public void Animations_and_positions_are_one_finding_each_with_all_files()
    {
        var samples = Samples.Many(9).Select((sample, i) => sample with { Encoding = sample.Encoding! with { IsAnimated = i < 5, HasPosition = i is 2 or 7 } });

        var findings = new FileContentRule().Evaluate(samples).Findings;

        findings.Select(finding => (finding.RuleId, finding.Level, finding.Samples.Count)).Should().Equal(("DG1006", FindingLevel.Warning, 5), ("DG1007", FindingLevel.Note, 2));
        findings[0].Message.Should().StartWith("5 files with more than one frame: 0/-1/00000.png, 0/-1/00001.png, 0/-1/00002.png and 2 more. ");
    }

    [Fact]
    public void Names_cannot_forge_a_line_of_the_message()
    {
        var sample = Samples.Of("cat/x\n::error::y\u001b[2J.png") with { Facts = new ImageFacts("gif", 8, 8, false) };

        new FileContentRule().Evaluate([sample]).Findings.Should().ContainSingle().Which.Message.Should().NotContainAny("\n", "\u001b").And.Contain("(a GIF file)");
    }

    [Fact]
    public void The_bad_files_that_Pillow_finds_animated_or_located_are_found()
    {
        var bad = SharedData.File("badimages");
        using var folder = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(bad))
            folder.Write($"bad/{Path.GetFileName(file)}", File.ReadAllBytes(file));

        var result = new Scanner([new FileContentRule()], new ScanOptions { Jobs = 2 }, SilentProgress.Instance).Run([folder.Path], "auto", CancellationToken.None);

        FilesOf("DG1006").Should().Equal("bad/gif-animated-7.gif", "bad/gif-bomb-extents.gif", "bad/gif-no-palette.gif", "bad/png-apng-5-frames.png", "bad/webp-animated-42.webp");
        FilesOf("DG1007").Should().Equal("bad/jpg-gps-exif.jpg");

        IEnumerable<string> FilesOf(string rule) => result.Findings.Single(finding => finding.RuleId == rule).Samples.Select(flagged => flagged.Sample.Id);
    }

    [Fact]
    public void No_sample_is_no_finding() => new FileContentRule().Evaluate([]).Findings.Should().BeEmpty();
}
