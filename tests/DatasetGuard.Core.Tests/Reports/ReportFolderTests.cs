using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Reports;
using SkiaSharp;

namespace DatasetGuard.Core.Tests.Reports;

[Collection(nameof(FullDevice))]
public sealed class ReportFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("datasetguard-reports-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_scan_fills_a_folder_that_was_not_there()
    {
        var folder = Path.Combine(_folder, "new", "reports");

        ReportFolder.Write(Results.Failing(), folder);

        Names(folder).Should().Equal("code-scanning.sarif", "croissant.json", "junit.xml", "manifest.sha256", "quarantine.csv", "report.html", "report.json", "report.md", "report.sarif", "scores.csv");
        File.ReadAllBytes(Path.Combine(folder, "report.json")).Should().Equal(new JsonReport().Bytes(Results.Failing()));
        var report = File.ReadAllText(Path.Combine(folder, "report.json"));
        Names(Path.Combine(folder, "evidence")).Should().HaveCount(2).And.AllSatisfy(picture => report.Should().Contain($"\"evidence/{picture}\""), "suppressed findings have pictures too");
    }

    [Fact]
    public void Pictures_of_an_earlier_run_go_and_other_files_stay()
    {
        ReportFolder.Write(Results.Failing(), _folder);
        var evidence = Path.Combine(_folder, "evidence");
        File.WriteAllText(Path.Combine(evidence, "mine.png"), "");
        File.WriteAllText(Path.Combine(evidence, "0123456789ab-trigger.png.unfinished"), "");

        ReportFolder.Write(Results.Clean(), _folder);

        Names(evidence).Should().Equal("mine.png");
        File.ReadAllText(Path.Combine(_folder, "report.md")).Should().StartWith("# DatasetGuard: pass");
    }

    [Fact]
    public void A_run_that_cannot_write_leaves_the_old_reports()
    {
        ReportFolder.Write(Results.Clean(), _folder);
        var before = Names(_folder).ToDictionary(name => name, name => File.ReadAllText(Path.Combine(_folder, name)));
        Directory.CreateDirectory(Path.Combine(_folder, "report.json.unfinished"));

        var write = () => ReportFolder.Write(Results.Failing(), _folder);

        write.Should().Throw<ReportException>().WithMessage($"The reports cannot be written to '{_folder}': *");
        Names(_folder).ToDictionary(name => name, name => File.ReadAllText(Path.Combine(_folder, name))).Should().Equal(before);
    }

    [Fact]
    public void A_full_disk_leaves_the_old_reports()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full.");
        ReportFolder.Write(Results.Clean(), _folder);
        var before = Names(_folder).ToDictionary(name => name, name => File.ReadAllText(Path.Combine(_folder, name)));
        File.CreateSymbolicLink(Path.Combine(_folder, "scores.csv.unfinished"), "/dev/full");

        var write = () => ReportFolder.Write(Results.Failing(), _folder);

        write.Should().Throw<ReportException>().WithMessage($"The reports cannot be written to '{_folder}': No space left on device*Free some space*");
        Names(_folder).ToDictionary(name => name, name => File.ReadAllText(Path.Combine(_folder, name))).Should().Equal(before);
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_told()
    {
        var file = Path.Combine(_folder, "taken");
        File.WriteAllText(file, "");

        var write = () => ReportFolder.Write(Results.Clean(), file);

        write.Should().Throw<ReportException>().WithMessage("*name another folder.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_small_picture_is_enlarged_pixel_by_pixel(int channels)
    {
        var pixels = new PixelBuffer(3, 2, channels, [.. Enumerable.Range(0, 6 * channels).Select(i => (byte)(i * 13))]);
        using var stream = new MemoryStream();

        EvidenceFiles.Write(pixels, stream);

        using var bitmap = SKBitmap.Decode(stream.ToArray());
        (bitmap.Width, bitmap.Height).Should().Be((384, 256));
        for (var y = 0; y < 2; y++)
        {
            for (var x = 0; x < 3; x++)
            {
                var at = pixels.Row(y)[(x * channels)..];
                var expected = new SKColor(at[0], at[channels == 1 ? 0 : 1], at[channels == 1 ? 0 : 2]);
                bitmap.GetPixel(x * 128, y * 128).Should().Be(expected);
                bitmap.GetPixel((x * 128) + 127, (y * 128) + 127).Should().Be(expected);
            }
        }
    }

    [Fact]
    public void A_large_picture_keeps_its_size_and_a_wide_one_its_limit()
    {
        Size(new PixelBuffer(300, 257, 3)).Should().Be((300, 257));
        Size(new PixelBuffer(2048, 16, 1)).Should().Be((4096, 32));
    }

    [Fact]
    public void The_same_pixels_give_the_same_file()
    {
        using MemoryStream first = new(), second = new();

        EvidenceFiles.Write(new PixelBuffer(20, 30, 3), first);
        EvidenceFiles.Write(new PixelBuffer(20, 30, 3), second);

        second.ToArray().Should().Equal(first.ToArray());
    }

    [Fact]
    public void A_picture_name_leads_nowhere_else()
    {
        var finding = Results.Failing().Findings[1];

        EvidenceFiles.PathOf(finding, finding.Pictures[0] with { Name = "../x" }).Should().MatchRegex("^evidence/[0-9a-f]{12}----x\\.png$");
    }

    private static (int Width, int Height) Size(PixelBuffer pixels)
    {
        using var stream = new MemoryStream();
        EvidenceFiles.Write(pixels, stream);
        using var bitmap = SKBitmap.Decode(stream.ToArray());
        return (bitmap.Width, bitmap.Height);
    }

    private static IEnumerable<string> Names(string folder) => Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
