using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Cli.Tests.Rendering;

public sealed class ModelPagesInBrowserTests(HostileModel model) : IClassFixture<HostileModel>
{
    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 390)]
    public async Task The_page_of_a_training_run_is_drawn_and_keeps_nobody_out(string scheme, int width) =>
        await LookAt(model.TrainPage, "train", scheme, width, ["summary", "epochs", "exposure", "classes"], lines: 8);

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 390)]
    public async Task The_page_of_an_audit_is_drawn_and_keeps_nobody_out(string scheme, int width) =>
        await LookAt(model.AuditPage, "audit", scheme, width, ["summary", "triggers", "curves", "attacks", "classes"], lines: 5);

    private async Task LookAt(byte[] html, string name, string scheme, int width, string[] sections, int lines)
    {
        var page = await model.Browser.OpenAsync(html, width, "de-DE");
        await page.ShowAsAsync("", scheme);

        var heights = await page.EvaluateAsync<Dictionary<string, double>>("Object.fromEntries([...document.querySelectorAll('main > section')].map(s => [s.id, s.getBoundingClientRect().height]))");
        heights.Keys.Should().Equal(sections);
        heights.Values.Should().OnlyContain(height => height > 40);
        (await page.EvaluateAsync<int>("[...document.querySelectorAll('.chart svg[role=img] polyline')].filter(line => line.getBBox().width + line.getBBox().height > 10).length")).Should().BeGreaterThanOrEqualTo(lines);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width);
        (await Accessibility.SeriousFaultsAsync(page)).Should().BeEmpty();
        await BrowserFixture.KeepPictureAsync(page, $"{name}-{scheme}");
        await NamesStayText(page);
    }

    private static async Task NamesStayText(BrowserPage page)
    {
        var text = await page.EvaluateAsync<string>("document.querySelector('main').textContent");
        foreach (var name in HostileModel.Names)
            text.Should().Contain(name, "also in a language that writes numbers in another way");

        (await page.EvaluateAsync<int>("document.querySelectorAll('main b, main i, main u, img[onerror], [onclick]').length")).Should().Be(0);
        page.Faults.Should().BeEmpty();
        page.Requests.Should().ContainSingle().Which.Should().StartWith("file://");
    }
}
