using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Reports.Html.Charts;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Core.Tests.Reports.Html.Browser;

public sealed class NumbersInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Message = "1,024 of 12,345,678 images (13.8 % of it) are +0.5 brighter: 0.25, 1e-5. See 1.2.3 and x 23-30.";

    [Theory]
    [InlineData("en-US", Message)]
    [InlineData("de-DE", "1.024 of 12.345.678 images (13,8 % of it) are +0,5 brighter: 0,25, 1e-5. See 1.2.3 and x 23-30.")]
    [InlineData("de-CH", "1'024 of 12'345'678 images (13.8 % of it) are +0.5 brighter: 0.25, 1e-5. See 1.2.3 and x 23-30.")]
    [InlineData("no_such@language", Message)]
    public async Task They_have_the_marks_of_the_readers_language(string language, string expected)
    {
        var page = await browser.OpenAsync(Telling(Message), language: language);

        (await TextOf(page, ".message")).Should().Be(expected);
        (await page.EvaluateAsync<string>("JSON.parse(document.querySelector('#report-json').textContent).findings[0].message")).Should().Be(Message, "what is for programs has one form");
        page.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Counts_scores_and_pictures_have_them_too()
    {
        var page = await browser.OpenAsync(Large(), language: "de-DE");

        (await TextOf(page, "#shown")).Should().Be("1.500 findings");
        (await TextOf(page, ".tiles .warning b")).Should().Be("1.500");
        (await TextOf(page, "#dataset .bars .number")).Should().Be("1.500, 1.500 flagged");
        (await TextOf(page, "dd")).Should().Be("12,3457, reported from 1,5");
        await page.EvaluateAsync<object>("(() => { const e = document.querySelector('#filter-text'); e.value = 'no such text'; e.dispatchEvent(new Event('input', { bubbles: true })); })()");
        (await TextOf(page, "#shown")).Should().Be("0 of 1.500 findings");
    }

    [Fact]
    public async Task A_chart_has_them_on_its_axes()
    {
        using var stream = new MemoryStream();
        using (var chart = new ChartPage(stream, "Title", [("a", "A")]))
        {
            chart.Section("a", "A");
            chart.Chart(new LineChart("Line", "Half at 0.5.", new ChartAxis("x", 0, 1), new ChartAxis("y", 0.01, 1) { IsLogarithmic = true }, [new ChartSeries("AUC 0.75", [(0, 1), (1, 1)])]));
            chart.End();
        }

        var page = await browser.OpenAsync(stream.ToArray(), language: "de-DE");

        (await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.chart svg[role=img] text:not(.title)')].map(text => text.textContent)")).Should().Equal("0", "0,2", "0,4", "0,6", "0,8", "1", "0,01", "0,1", "1");
        (await page.EvaluateAsync<string>("document.querySelector('.chart svg').getAttribute('aria-label')")).Should().Be("Line. Half at 0,5.");
        (await TextOf(page, ".legend")).Trim().Should().Be("AUC 0,75");
    }

    [Theory]
    [InlineData("7.25")]
    [InlineData("0.75 (2)")]
    [InlineData("photo 1,024 of 2,000")]
    public async Task A_name_with_a_number_in_it_stays_as_it_is(string name)
    {
        var scan = Results.Named($"{name}/{name} 7.5", name, name);
        var page = await browser.OpenAsync(scan with { Findings = [.. scan.Findings.Select(finding => finding with { Class = name })], Rules = [] }, language: "de-DE");

        var text = await page.EvaluateAsync<string>("document.querySelector('main').textContent");
        text.Should().NotContain(name.Replace('.', ';').Replace(',', '.').Replace(';', ','));
        text.Should().Contain($"Patch: {name}".Replace("Patch", scan.Findings[0].Title));
    }

    private static ScanResult Telling(string message)
    {
        var scan = Results.Failing();
        return scan with { Findings = [scan.Findings[1] with { Message = message }] };
    }

    private static ScanResult Large() => Results.Many(FindingLevel.Warning, 1_500);

    private static Task<string> TextOf(BrowserPage page, string selector) => page.EvaluateAsync<string>($"document.querySelector('{selector}').textContent");
}
