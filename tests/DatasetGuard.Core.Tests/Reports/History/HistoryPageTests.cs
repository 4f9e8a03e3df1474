using System.Text;
using DatasetGuard.Core.Reports.History;
using DatasetGuard.Core.Tests.Gating;
using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Core.Tests.Reports.History;

public sealed class HistoryPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task It_is_drawn_without_faults_and_keeps_nobody_out(string scheme)
    {
        var page = await browser.OpenAsync(Write(Runs("main", "branch")));
        await page.ShowAsAsync("", scheme);

        (await page.EvaluateAsync<string>("document.querySelector('.why').textContent")).Should().Be("1 new, 1 with other images, 1 fixed.");
        (await page.EvaluateAsync<string>("document.querySelector('h1').textContent")).Should().Be("Fail");
        (await page.EvaluateAsync<int>("document.querySelectorAll('#trend li').length")).Should().Be(3);
        (await Accessibility.SeriousFaultsAsync(page)).Should().BeEmpty();
        page.Faults.Should().BeEmpty();
        page.Requests.Should().ContainSingle();
        await BrowserFixture.KeepPictureAsync(page, $"history-{scheme}");
    }

    [Fact]
    public void Names_of_folders_and_findings_stay_text()
    {
        var plain = Encoding.UTF8.GetString(Write(Runs("main", "branch")));

        foreach (var name in HostileNames.All.Select(row => row.Data))
        {
            var page = Encoding.UTF8.GetString(Write(Runs(name, name, name)));

            page.Count(character => character == '<').Should().Be(plain.Count(character => character == '<'));
            HostileNames.HasControls(page).Should().BeFalse();
        }
    }

    private static ScanRun[] Runs(string before, string after, string message = "message")
    {
        var grown = Scans.Of(Scans.Group("cat/1.png", "cat/2.png", "cat/3.png") with { Message = message, Title = message, Class = message }, Scans.List("dog/2.png") with { Message = message, Class = "other" });
        var first = Scans.Of(Scans.Group("cat/1.png", "cat/2.png") with { Class = message }, Scans.List("dog/1.png"));
        return [new ScanRun(before, RunComparisonTests.Read(Scans.Of())), new ScanRun(before, RunComparisonTests.Read(first)), new ScanRun(after, RunComparisonTests.Read(grown))];
    }

    private static byte[] Write(ScanRun[] runs)
    {
        using var stream = new MemoryStream();
        HistoryPage.Write(runs, stream);
        return stream.ToArray();
    }
}
