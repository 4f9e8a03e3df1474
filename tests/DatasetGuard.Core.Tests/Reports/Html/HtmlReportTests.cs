using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Reports.Html;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Rules;
using DatasetGuard.Core.Tests.Scanning;

namespace DatasetGuard.Core.Tests.Reports.Html;

public sealed partial class HtmlReportTests
{
    public static TheoryData<string> Names { get; } = HostileNames.All;

    [Fact]
    public void Every_finding_has_a_card_that_a_link_can_name()
    {
        var page = new HtmlReport().Text(Results.Failing());

        page.Should().Contain("<article class=\"card error\" id=\"DG2201-cat\"").And.Contain("href=\"#DG2201-cat\"");
        Cards().Count(page).Should().Be(Results.Failing().Findings.Count);
        Ids().Matches(page).Select(match => match.Groups["id"].Value).Should().OnlyHaveUniqueItems();
        page.Should().Contain("repaired upstream, due in March", "what is suppressed is not forgotten");
    }

    [Fact]
    public void The_first_screen_tells_the_verdict_and_what_was_not_looked_at()
    {
        new HtmlReport().Text(Results.Failing()).Should().Contain("<h1>Fail</h1>").And.Contain("A folder has no members.").And.Contain("1 classes with fewer than 8 images were only compared with.");
        new HtmlReport().Text(Results.Clean()).Should().Contain("<h1>Pass</h1>").And.Contain("Every rule ran on every file.");
        new HtmlReport().Text(Results.Crashed("out of order")).Should().Contain("<h1>Incomplete</h1>").And.Contain("out of order");
        new HtmlReport().Text(Results.Blind()).Should().Contain("<h1>Nothing to scan</h1>");
    }

    [Fact]
    public void The_policy_allows_the_one_script_and_the_one_style_and_no_network()
    {
        var page = new HtmlReport().Text(Results.Failing());

        foreach (var (element, directive) in (ReadOnlySpan<(string, string)>)[("script", "script-src"), ("style", "style-src")])
        {
            var content = Between(page, $"<{element}>", $"</{element}>");
            var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
            page.Should().Contain($"{directive} 'sha256-{hash}'");
        }

        page.Should().Contain("default-src 'none'").And.NotContain("unsafe-inline").And.NotContain(" style=\"").And.NotContain("http://").And.NotContain("src=\"http");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_stays_text_wherever_it_stands(string name)
    {
        var plain = Tags(new HtmlReport().Text(Results.Named("plain", "plain", "plain")));

        var page = new HtmlReport().Text(Results.Named(name, name, name));

        // Only what comes from names differs between the two, and none of that is a tag.
        Tags(page).Should().Equal(plain);
        HostileNames.HasControls(page).Should().BeFalse();
        Copy(page).Should().Be(new JsonReport().Text(Results.Named(name, name, name)));
    }

    [Fact]
    public void A_hundred_thousand_samples_fit_into_ten_megabytes()
    {
        var samples = Samples.Many(100_000).ToArray();
        var dataset = new Dataset("data", ["imagefolder"], ["cat"], [], samples);
        var bytes = new byte[4_000];
        RandomNumberGenerator.Fill(bytes);
        var pictures = samples.Take(5_000).ToDictionary(sample => sample.Id, _ => new Thumbnail("image/jpeg", bytes, 128, 96, IsNative: false));
        var scan = Results.Many(FindingLevel.Error, 1);
        Finding[] findings =
        [
            .. Enumerable.Range(0, 50).Select(i => scan.Findings[0] with { Samples = [.. samples.Skip(i * 100).Take(100).Select(sample => new FlaggedSample(sample))] }),
            scan.Findings[0] with { Samples = [.. samples.Select(sample => new FlaggedSample(sample, 0.5))] },
        ];

        var columns = Enumerable.Range(0, 11).Select(i => new ScoreColumn($"score_{i}", [.. Enumerable.Range(0, samples.Length).Select(k => (float)(k * (i + 1) % 9973))])).ToArray();
        var page = new HtmlReport().Bytes(scan with { Dataset = dataset, Findings = findings, Scores = columns, Maps = [FeatureMapTests.Line(dataset)], Thumbnails = new Thumbnails(pictures, new Dictionary<string, IReadOnlyList<Sample>>()) });

        page.Length.Should().BeGreaterThan(5_000_000).And.BeLessThanOrEqualTo((int)HtmlReport.MaxBytes);
        var text = Encoding.UTF8.GetString(page);
        Cards().Count(text).Should().Be(findings.Length, "pictures end before cards do");
        text.Should().Contain("id=\"map-data\"", "a map without scores or names is better than none");
        text.Should().Contain("report.json is too large for a copy in this page").And.Contain("more in <code>report.json</code>");
    }

    [Fact]
    public void More_findings_than_fit_are_counted()
    {
        var page = new HtmlReport().Bytes(Results.Many(FindingLevel.Warning, 9_000));

        page.Length.Should().BeLessThanOrEqualTo((int)HtmlReport.MaxBytes);
        var left = LeftOut().Match(Encoding.UTF8.GetString(page)).Groups["count"].Value;
        Cards().Count(Encoding.UTF8.GetString(page)).Should().Be(9_000 - int.Parse(left.Replace(",", "")));
    }

    [Fact]
    public void A_flagged_image_is_shown_with_what_is_known_of_it()
    {
        var scan = Results.Failing();
        var png = ImageEncoder.EncodePng(new PixelBuffer(32, 32, 3));
        var pictures = scan.Dataset.Samples.ToDictionary(sample => sample.Id, _ => new Thumbnail("image/png", png, 32, 32, IsNative: true));
        var typical = new Dictionary<string, IReadOnlyList<Sample>> { ["cat"] = [scan.Dataset.Samples[29]] };

        var page = new HtmlReport().Text(scan with { Thumbnails = new Thumbnails(pictures, typical) });

        page.Should().Contain($"data-note=\"class cat\" data-score=\"1\"><img class=\"pixels\" decoding=\"async\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\" width=\"64\" height=\"64\" alt=\"cat/001.png\">");
        page.Should().Contain("Usual in class <span translate=\"no\">cat</span>").And.Contain("alt=\"cat/030.png\"");
    }

    [Fact]
    public void Pictures_that_only_show_the_flagged_images_are_left_out_where_those_are_shown_anyway()
    {
        var scan = Results.Failing();
        var finding = scan.Findings[1] with { Pictures = [.. scan.Findings[1].Pictures, new EvidencePicture("examples", "images of the group", new PixelBuffer(8, 8, 1)) { IsOfSamples = true }] };
        scan = scan with { Findings = [finding] };
        var pictures = scan.Dataset.Samples.ToDictionary(sample => sample.Id, _ => new Thumbnail("image/png", [1, 2, 3], 32, 32, IsNative: true));

        new HtmlReport().Text(scan).Should().Contain("alt=\"images of the group\"");
        new HtmlReport().Text(scan with { Thumbnails = new Thumbnails(pictures, new Dictionary<string, IReadOnlyList<Sample>>()) }).Should().NotContain("alt=\"images of the group\"").And.Contain("alt=\"what the group has and other classes have not\"");
    }

    [Fact]
    public void A_class_that_was_saved_in_a_way_of_its_own_can_be_seen()
    {
        Sample[] samples = [.. Samples.Many(20, label: 0), .. Samples.Many(20, label: 1).Select(sample => sample with { Encoding = sample.Encoding! with { Fingerprint = Samples.SavedWith(2) with { First = 90 } } })];
        var scan = Results.Clean() with { Dataset = new Dataset("data", ["imagefolder"], ["cat", "dog"], [], samples) };

        new HtmlReport().Text(scan).Should().Contain("JPEG, quality 90").And.Contain("<td class=\"number h10\" title=\"20 files\">100 %</td>").And.Contain("nearly tells the class");
        new HtmlReport().Text(scan with { Dataset = new Dataset("data", ["imagefolder"], ["cat"], [], samples[..20]) }).Should().Contain("All 20 in one way: JPEG, quality 75");
    }

    [Fact]
    public void A_group_is_shown_in_the_score_that_tells_it_from_its_class_and_in_no_other()
    {
        var scan = Results.Failing();
        var finding = scan.Findings[1] with { Samples = [.. scan.Dataset.Samples.Take(10).Select(sample => new FlaggedSample(sample))] };
        var telling = new ScoreColumn("telling", [.. scan.Dataset.Samples.Select((_, i) => i < 10 ? 5f + i : i % 3)]);
        var silent = new ScoreColumn("silent", [.. scan.Dataset.Samples.Select((_, i) => (float)(i % 2))]);

        var page = new HtmlReport().Text(scan with { Findings = [finding], Scores = [silent, telling] });

        page.Should().Contain("<h4>Score telling</h4>").And.Contain("In 100 % of all pairs").And.NotContain("<h4>Score silent</h4>");
        new HtmlReport().Text(scan with { Findings = [finding], Scores = [silent] }).Should().NotContain("<h4>Score ");
    }

    [Fact]
    public void The_page_says_what_made_the_map_and_why_there_is_none()
    {
        var scan = Results.Failing();
        var map = FeatureMapTests.Line(scan.Dataset);

        new HtmlReport().Text(scan with { Maps = [map] }).Should().Contain("36 samples by made-up features").And.NotContain("They were found from");
        new HtmlReport().Text(scan with { Maps = [map with { SamplesForAxes = 1_024 }] }).Should().Contain("They were found from 1,024 samples");
        new HtmlReport().Text(scan with { Maps = [FeatureMap.None("the given features", "They are too long.")] }).Should()
            .Contain("There is no map of the given features. They are too long.").And.NotContain("id=\"map-data\"").And.NotContain("<canvas");
    }

    [Fact]
    public void With_a_baseline_what_is_new_stands_first()
    {
        var scan = Results.Failing() with { HasBaseline = true };
        const string News = "3 findings are new. 1 is accepted by it and does not count. 2 of its entries are not found any more";

        var page = new HtmlReport().Text(scan);

        page.Should().Contain(News);
        page.IndexOf(News, StringComparison.Ordinal).Should().BeLessThan(page.IndexOf("What was found, and why", StringComparison.Ordinal));
        new MarkdownReport().Text(scan).Should().Contain($"# DatasetGuard: fail\n\n**Against the baseline:** {News}");
        new HtmlReport().Text(Results.Failing()).Should().NotContain("Against the baseline");
    }

    private static IEnumerable<string> Tags(string page) => AnyTag().Matches(page[..page.IndexOf("<script type=\"application/json\"", StringComparison.Ordinal)]).Select(match => match.Value);

    private static string Copy(string page) => Between(page, "id=\"report-json\">\n", "</script>");

    private static string Between(string page, string start, string end)
    {
        var from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return page[from..page.IndexOf(end, from, StringComparison.Ordinal)];
    }

    [GeneratedRegex("</?[a-z0-9]+(?= |>|/)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex AnyTag();

    [GeneratedRegex("<article ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Cards();

    [GeneratedRegex(" id=\"(?<id>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Ids();

    [GeneratedRegex("(?<count>[0-9,]+) more findings only", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LeftOut();
}
