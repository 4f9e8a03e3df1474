using CsCheck;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules.Duplicates;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests;
using SkiaSharp;

namespace DatasetGuard.Core.Tests.Rules.Duplicates;

public sealed class DuplicateRuleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Different_images_make_no_finding()
    {
        for (var i = 0; i < 30; i++)
            _folder.Write($"{i % 2}/{i}.png", Png(i));

        var result = Scan();

        result.Findings.Should().BeEmpty();
        result.Rules.Should().OnlyContain(run => run.Reason == null);
        result.Scores.Should().ContainSingle().Which.Values.Should().OnlyContain(score => float.IsNaN(score));
    }

    [Fact]
    public void Copies_in_one_class_are_a_warning_that_says_what_is_the_same()
    {
        _folder.Write("cat/a.png", Png(1));
        _folder.Write("cat/b.png", Png(1));
        _folder.Write("dog/a.png", Png(2));
        _folder.Write("dog/b.ppm", Ppm(2));
        _folder.Write("dog/c.png", Png(3));

        var findings = Scan().Findings;

        findings.Select(finding => (finding.RuleId, finding.Level, finding.Class, Ids(finding))).Should().Equal(
            ("DG1101", FindingLevel.Warning, "cat", "cat/a.png cat/b.png"),
            ("DG1101", FindingLevel.Warning, "dog", "dog/a.png dog/b.ppm"));
        findings[0].Message.Should().StartWith("2 files are the same, byte for byte: cat/a.png, cat/b.png. ");
        findings[1].Message.Should().StartWith("2 images have the same pixels, in files that differ: dog/a.png, dog/b.ppm. ");
    }

    [Fact]
    public void One_image_with_two_labels_is_an_error_and_no_mere_duplicate()
    {
        _folder.Write("cat/a.png", Png(1));
        _folder.Write("dog/a.png", Png(1));
        _folder.Write("dog/b.png", Png(1));

        var finding = Scan().Findings.Should().ContainSingle().Subject;

        (finding.RuleId, finding.Level, finding.Class, Ids(finding)).Should().Be(("DG1103", FindingLevel.Error, null, "cat/a.png dog/a.png dog/b.png"));
        finding.Message.Should().Contain("cat/a.png is labelled 'cat', dog/a.png is labelled 'dog'.");
        finding.Pictures.Should().ContainSingle().Which.Name.Should().Be("images");
    }

    [Fact]
    public void One_image_in_two_splits_is_an_error()
    {
        _folder.Write("train/cat/a.png", Png(1));
        _folder.Write("test/cat/b.png", Png(1));
        _folder.Write("test/dog/c.png", Png(2));

        var finding = Scan().Findings.Should().ContainSingle().Subject;

        (finding.RuleId, finding.Level).Should().Be(("DG1104", FindingLevel.Error));
        finding.Message.Should().Contain("test/cat/b.png is in 'test', train/cat/a.png is in 'train'.");
    }

    [Fact]
    public void Roots_called_train_and_test_are_splits()
    {
        _folder.Write("cars-train/cat/a.png", Png(1));
        _folder.Write("cars-test/cat/b.png", Png(1));

        Scan(["cars-train", "cars-test"]).Findings.Should().ContainSingle().Which.RuleId.Should().Be("DG1104");
    }

    [Fact]
    public void A_leak_with_different_labels_is_both()
    {
        _folder.Write("train/cat/a.png", Png(1));
        _folder.Write("test/dog/b.png", Png(1));

        Scan().Findings.Select(finding => finding.RuleId).Should().Equal("DG1103", "DG1104");
    }

    [Fact]
    public void What_a_disabled_rule_would_say_falls_to_the_next_one()
    {
        _folder.Write("cat/a.png", Png(1));
        _folder.Write("dog/a.png", Png(1));

        Scan(options: new ScanOptions { Disabled = new HashSet<string> { "DG1103" } }).Findings.Should().ContainSingle().Which.RuleId.Should().Be("DG1101");
    }

    [Fact]
    public void Re_encoded_resized_and_brightened_copies_look_the_same()
    {
        var picture = Pictures.Scene(90, 70, 3, seed: 1);
        var bright = picture.Clone();
        for (var i = 0; i < bright.Length; i++)
            bright.Pixels[i] = (byte)Math.Min(255, picture.Pixels[i] + 15);

        _folder.Write("cat/a.png", Pictures.Encode(picture, SKEncodedImageFormat.Png));
        _folder.Write("cat/b.jpg", Pictures.Encode(picture, SKEncodedImageFormat.Jpeg, quality: 75));
        _folder.Write("cat/c.png", Pictures.Encode(AreaResampler.Resize(picture, 180, 140), SKEncodedImageFormat.Png));
        _folder.Write("cat/d.png", Pictures.Encode(bright, SKEncodedImageFormat.Png));
        _folder.Write("cat/e.png", Png(2));

        var result = Scan();

        var finding = result.Findings.Should().ContainSingle().Subject;
        (finding.RuleId, finding.Level, finding.Class).Should().Be(("DG1102", FindingLevel.Note, "cat"));
        finding.Samples.Select(flagged => flagged.Sample.Id).Should().BeEquivalentTo("cat/a.png", "cat/b.jpg", "cat/c.png", "cat/d.png");
        finding.Pictures.Select(picture => picture.Name).Should().Equal("images", "difference");
        result.Scores[0].Values.Select(score => score > 0.9).Should().Equal(true, true, true, true, false);
    }

    [Theory]
    [InlineData("similarity", 1)]
    [InlineData("distance", 0)]
    public void How_alike_near_duplicates_are_can_be_set(string option, double strictest)
    {
        for (var i = 0; i < 20; i++)
        {
            var picture = Pictures.Scene(160, 120, 3, i);
            _folder.Write($"cat/{i}-a.png", Pictures.Encode(picture, SKEncodedImageFormat.Png));
            _folder.Write($"cat/{i}-b.jpg", Pictures.Encode(picture, SKEncodedImageFormat.Jpeg, quality: 75));
        }

        int Found(ScanOptions? options) => Scan(options: options).Findings.Sum(finding => finding.Samples.Count);

        Found(null).Should().Be(40);
        Found(Options.With("DG1102", option, strictest)).Should().BeLessThan(40);
    }

    [Fact]
    public void Images_that_look_the_same_with_different_labels_or_splits_are_warnings()
    {
        var picture = Pictures.Scene(40, 40, 3, seed: 1);
        _folder.Write("train/cat/a.png", Pictures.Encode(picture, SKEncodedImageFormat.Png));
        _folder.Write("test/dog/b.jpg", Pictures.Encode(picture, SKEncodedImageFormat.Jpeg, quality: 90));

        Scan().Findings.Select(finding => (finding.RuleId, finding.Level)).Should().Equal(("DG1103", FindingLevel.Warning), ("DG1104", FindingLevel.Warning));
    }

    [Fact]
    public void The_difference_picture_shows_a_patch_that_was_added_to_a_copy()
    {
        var picture = Pictures.Scene(32, 32, 3, seed: 1);
        var patched = picture.Clone();
        for (var i = 0; i < 2 * 3; i++)
            patched.Pixels[((30 + (i / 3 % 2)) * 32 * 3) + (30 * 3) + (i % 3)] ^= 0x40;

        _folder.Write("cat/a.png", Pictures.Encode(picture, SKEncodedImageFormat.Png));
        _folder.Write("dog/a.png", Pictures.Encode(patched, SKEncodedImageFormat.Png));

        var difference = Scan().Findings.Should().ContainSingle(finding => finding.RuleId == "DG1103").Which.Pictures[1].Pixels;

        Enumerable.Range(0, 32 * 32).Where(i => difference.Pixels[3 * i] != 128).Should().Equal((30 * 32) + 30, (31 * 32) + 30);
    }

    [Fact]
    public void Blank_images_are_exact_copies_and_not_near_ones()
    {
        for (var i = 0; i < 6; i++)
        {
            var blank = new PixelBuffer(32, 32, 3);
            blank.Pixels.Fill((byte)(i / 2));
            _folder.Write($"cat/{i}.png", Pictures.Encode(blank, SKEncodedImageFormat.Png));
        }

        var result = Scan();

        result.Findings.Should().HaveCount(3).And.OnlyContain(finding => finding.RuleId == "DG1101" && finding.Samples.Count == 2);
        result.Rules.Single(run => run.Rule.Id == "DG1102").Reason.Should().Contain("6 too plain or too small");
    }

    [Fact]
    public void Files_without_pixels_are_not_compared_and_that_is_said()
    {
        _folder.Write("cat/a.png", []);
        _folder.Write("dog/a.png", []);
        _folder.Write("dog/b.png", Png(1));

        var result = Scan();

        result.Findings.Should().BeEmpty();
        result.Rules.Should().OnlyContain(run => run.Reason == "Not looked at: 2 without pixels.");
    }

    [Fact]
    public void Beyond_twenty_groups_one_finding_lists_the_rest()
    {
        for (var i = 0; i < 25; i++)
        {
            _folder.Write($"cat/{i}-a.png", Png(i));
            _folder.Write($"cat/{i}-b.png", Png(i));
        }

        _folder.Write("cat/9-c.png", Png(9));

        var findings = Scan().Findings;

        findings.Should().HaveCount(21);
        findings[0].Samples.Should().HaveCount(3, "the largest comes first");
        findings[^1].Message.Should().StartWith("5 more groups of images with the same pixels, 10 images in all");
        findings[^1].Samples.GroupBy(flagged => flagged.Group).Should().HaveCount(5).And.AllSatisfy(group => group.Select(flagged => flagged.Sample.PixelHash).Distinct().Should().ContainSingle());
        findings.SelectMany(finding => finding.Samples).Select(flagged => flagged.Sample.Id).Should().HaveCount(51).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void Nothing_depends_on_the_order_of_files_or_on_threads_and_fingerprints_not_on_names() =>
        Gen.Select(Gen.Shuffle(Enumerable.Range(0, 12).ToArray()), Gen.Int[1, 2]).Sample(
            (order, jobs) =>
            {
                using var folder = new TempFolder();
                foreach (var i in order)
                    folder.Write($"{i % 2}/{order[i]:D2}.png", Png(i / 3));

                return Fingerprints(folder, jobs) == Fingerprints(folder, 1) && Fingerprints(folder, jobs) == Reference.Value;
            },
            iter: 10,
            threads: 1);

    [Fact]
    public void The_six_pairs_among_the_flowers_come_out_and_nothing_else_is_exact()
    {
        var expected = File.ReadLines(SharedData.File("flowers128-exact-duplicates.tsv")).Skip(1).Select(line => line.Split('\t'))
            .GroupBy(row => row[0], row => (Id: row[1], Classes: row[2]))
            .Select(group => ($"{(group.First().Classes.Contains(',') ? "error DG1103" : "warning DG1101")} {string.Join(' ', group.Select(row => row.Id))}"));

        var result = new Scanner([new DuplicateRule()], new ScanOptions { Jobs = 2 }, SilentProgress.Instance).Run([SharedData.File("flowers128.tar")], "auto", CancellationToken.None);

        result.Findings.Where(finding => finding.RuleId != "DG1102").Select(finding => $"{finding.Level.Name()} {finding.RuleId} {Ids(finding)}").Should().BeEquivalentTo(expected);
        result.Findings.Count(finding => finding.RuleId == "DG1102").Should().BeInRange(1, 6);
        result.ExitCode.Should().Be(ExitCode.Findings);
    }

    private static readonly Lazy<string> Reference = new(() =>
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 12; i++)
            folder.Write($"{i % 2}/{i:D2}.png", Png(i / 3));

        return Fingerprints(folder, 1);
    });

    private static string Fingerprints(TempFolder folder, int jobs) => string.Join(
        '\n',
        new Scanner([new DuplicateRule()], new ScanOptions { Jobs = jobs }, SilentProgress.Instance).Run([folder.Path], "auto", CancellationToken.None)
            .Findings.Select(finding => $"{finding.RuleId} {finding.Level} {finding.Fingerprint}"));

    private static byte[] Png(int seed) => Pictures.Encode(Pictures.Scene(32, 32, 3, seed), SKEncodedImageFormat.Png);

    private static byte[] Ppm(int seed) => [.. "P6 32 32 255\n"u8, .. Pictures.Scene(32, 32, 3, seed).Pixels];

    private static string Ids(Finding finding) => string.Join(' ', finding.Samples.Select(flagged => flagged.Sample.Id));

    private ScanResult Scan(string[]? roots = null, ScanOptions? options = null) =>
        new Scanner([new DuplicateRule()], options ?? new ScanOptions { Jobs = 2 }, SilentProgress.Instance)
            .Run([.. (roots ?? ["."]).Select(root => Path.Combine(_folder.Path, root))], "auto", CancellationToken.None);
}
