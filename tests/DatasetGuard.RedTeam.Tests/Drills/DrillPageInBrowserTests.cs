using DatasetGuard.RedTeam.Drills;
using DatasetGuard.RedTeam.Tests.Poisoning;
using DatasetGuard.Tests;
using DatasetGuard.Tests.Browser;

namespace DatasetGuard.RedTeam.Tests.Drills;

public sealed class DrillPageInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    private const string Target = "<img src=x onerror=alert(1)>";
    private const string Source = "\"><b onclick='x'>1.5";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 390)]
    public async Task It_is_drawn_with_its_names_as_text_and_keeps_nobody_out(string scheme, int width)
    {
        var page = await browser.OpenAsync(Write(), width, "de-DE");
        await page.ShowAsAsync("", scheme);

        var heights = await page.EvaluateAsync<Dictionary<string, double>>("Object.fromEntries([...document.querySelectorAll('main > section')].map(s => [s.id, s.getBoundingClientRect().height]))");
        heights.Keys.Should().Equal("summary", "attacks", "scans");
        heights.Values.Should().OnlyContain(height => height > 40);
        (await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.heat td')].map(cell => cell.textContent)")).Should().Equal("100 %, caught", "100 %, caught", "0 %, missed", "0 %, missed");
        (await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.heat th[scope=col]')].map(cell => cell.textContent)")).Should().Equal("Attack", "12,5 %", "20 %");
        (await page.EvaluateAsync<bool>("(() => { const [first, , last] = document.querySelectorAll('.heat td'); return getComputedStyle(first).backgroundColor !== getComputedStyle(last).backgroundColor; })()")).Should().BeTrue("the shade tells the share");
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width);
        (await Accessibility.SeriousFaultsAsync(page)).Should().BeEmpty();

        var text = await page.EvaluateAsync<string>("document.querySelector('main').textContent");
        text.Should().Contain(Target).And.Contain(Source);
        (await page.EvaluateAsync<int>("document.querySelectorAll('main b, main u, img, [onclick]').length")).Should().Be(0);
        page.Faults.Should().BeEmpty();
        page.Requests.Should().ContainSingle().Which.Should().StartWith("file://");
        await BrowserFixture.KeepPictureAsync(page, $"drill-{scheme}");
    }

    private byte[] Write()
    {
        var data = _folder["<u>data"];
        SmallDataset.WriteFolder(data, Enumerable.Range(0, 48).ToDictionary(i => $"{(i % 3) switch { 0 => Target, 1 => Source, _ => "c" }}/{i}.png", i => SmallDataset.Png(i)));
        var plan = Scenes.Plan($"checker+source={Source}", "label-flip") with { Target = Target, Rates = [0.125, 0.2] };
        using var output = new MemoryStream();
        DrillPage.Write(Scenes.Run(data, plan, [new WhiteCornerRule()]), output);
        return output.ToArray();
    }
}
