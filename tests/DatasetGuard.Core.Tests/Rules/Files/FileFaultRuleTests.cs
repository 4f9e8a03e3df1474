using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules.Files;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Rules.Files;

public sealed class FileFaultRuleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Good_images_make_no_finding()
    {
        _folder.Write("cat/1.png", Pictures.Png());
        _folder.Write("dog/1.jpg", Pictures.Jpeg());

        var result = Scan();

        result.Findings.Should().BeEmpty();
        result.ExitCode.Should().Be(ExitCode.Success);
    }

    [Fact]
    public void Each_kind_of_fault_is_one_finding_that_lists_all_its_files()
    {
        for (var i = 0; i < 5; i++)
            _folder.Write($"cat/{i}.png", Pictures.Png().AsSpan(0, 60 + i));
        _folder.Write("cat/empty.png", []);
        _folder.Write("cat/scan.jp2", "\0\0\0\fjP  "u8);
        _folder.Write("cat/bomb.pgm", "P5 99999 99999 255\n"u8);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "cat/link.png"), "/etc/hostname");

        var result = Scan();

        result.Findings.Select(finding => (finding.RuleId, finding.Level, finding.Samples.Count)).Should().BeEquivalentTo(
            [("DG1001", FindingLevel.Error, 5), ("DG1001", FindingLevel.Error, 1), ("DG1003", FindingLevel.Error, 1), ("DG1004", FindingLevel.Error, 1), ("DG1005", FindingLevel.Warning, 1)]);
        result.Findings.Should().ContainSingle(finding => finding.Samples.Count == 5).Which.Message.Should()
            .StartWith("5 files cut off before the end: cat/0.png (").And.Contain("and 2 more").And.EndWith("fetch them again.");
    }

    [Fact]
    public void Names_cannot_forge_a_line_of_the_message()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such names are refused by the system.");
        _folder.Write("cat/x\n::error::y\u001b[2J.png", []);

        Scan().Findings.Should().ContainSingle().Which.Message.Should().NotContainAny("\n", "\u001b").And.Contain("x\\u000A::error::y\\u001B[2J.png");
    }

    /// <summary>Where this decoder and Pillow 9.4 differ, each with its reason.</summary>
    private static readonly Dictionary<string, string> Differences = new(StringComparer.Ordinal)
    {
        ["jpg-truncated-exif.jpg"] = "only the EXIF block is cut off, all pixels are there",
        ["png-apng-no-fctl.png"] = "only the second frame is damaged",
        ["jpg-tall-193x31237.jpg"] = "six million pixels out of 613 bytes: Pillow fills them with gray",
        ["png-1x1-truncated.png"] = "the checksum of the data is missing",
        ["png-pngsuite-xcsn0g01.png"] = "the checksum of the data is wrong, which Pillow does not look at",
        ["tif-16bit.tif"] = "TIFF is not read",
        ["tif-orientation-5.tif"] = "TIFF is not read",
    };

    [Fact]
    public void Ninety_nine_bad_files_beside_good_ones_are_decoded_or_have_a_reason()
    {
        var bad = SharedData.File("badimages");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), bad);
        foreach (var file in Directory.EnumerateFiles(bad).Where(file => !file.EndsWith(".tsv", StringComparison.Ordinal)))
            _folder.Write($"bad/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        for (var i = 0; i < 20; i++)
            _folder.Write($"good/{i}.png", Pictures.Png(40, 40, i));

        var dataset = Patience.Await(Scan).Dataset;

        dataset.Classes.Should().Equal("bad", "good");
        dataset.Samples.Should().HaveCount(99 + 20 + 1);
        dataset.Samples.Where(sample => sample.ClassIndex == 1).Should().OnlyContain(sample => sample.Fault == null);
        dataset.Samples.Should().OnlyContain(sample => (sample.Fault == null) == (sample.Facts != null) && (sample.Fault == null || sample.Fault.Detail.Length > 5));
        dataset.Samples.Where(sample => sample.Facts != null).Should().OnlyContain(sample => (long)sample.Facts!.Width * sample.Facts.Height <= DecodeLimits.Default.MaxPixels);

        var opensInPillow = File.ReadLines(Path.Combine(bad, "INDEX.tsv")).Skip(1).Select(line => line.Split('\t')).ToDictionary(row => $"bad/{row[0]}", row => !row[6].Contains("fails"));
        dataset.Samples.Where(sample => sample.Id.StartsWith("bad/", StringComparison.Ordinal) && (sample.Fault is null) != opensInPillow[sample.Id]).Select(sample => sample.Id[4..])
            .Should().BeEquivalentTo(Differences.Keys);
    }

    private ScanResult Scan() =>
        new Scanner([new FileFaultRule()], new ScanOptions { Jobs = 2 }, SilentProgress.Instance).Run([_folder.Path], "auto", CancellationToken.None);
}
