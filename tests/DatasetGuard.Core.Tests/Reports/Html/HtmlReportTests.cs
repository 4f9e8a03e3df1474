using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Reports.Html;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Rules;

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

        var page = new HtmlReport().Bytes(scan with { Dataset = dataset, Findings = findings, Thumbnails = new Thumbnails(pictures, new Dictionary<string, IReadOnlyList<Sample>>()) });

        page.Length.Should().BeGreaterThan(5_000_000).And.BeLessThanOrEqualTo((int)HtmlReport.MaxBytes);
        var text = Encoding.UTF8.GetString(page);
        Cards().Count(text).Should().Be(findings.Length, "pictures end before cards do");
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

        page.Should().Contain($"data-note=\"class cat, score 1\"><img class=\"pixels\" loading=\"lazy\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\" width=\"64\" height=\"64\" alt=\"cat/001.png\">");
        page.Should().Contain("Usual in class cat").And.Contain("alt=\"cat/030.png\"");
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
