using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Core.Tests.Reports.Html.Browser;

public sealed class MapInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Drawing_around_points_lists_their_files()
    {
        var page = await OpenMapAsync();
        var box = await page.EvaluateAsync<float[]>("(() => { const r = document.querySelector('#map-canvas').getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; })()");
        var (x, y, width, height) = (box[0], box[1], box[2], box[3]);

        // Around the left half of the canvas, from a place that is not its rounded corner.
        await page.DragAsync([(x + 2, y + (height / 2)), (x + 2, y + 2), (x + (width / 2), y + 2), (x + (width / 2), y + height - 2), (x + 2, y + height - 2)]);

        var files = await page.EvaluateAsync<string>("document.querySelector('#map-files').textContent");
        files.Split('\n').Should().Equal(Enumerable.Range(1, 25).Select(i => $"cat/{i:000}.png"));
        (await Found(page)).Should().Be("25 points: 25 cat; 25 flagged.");
        page.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task The_keyboard_does_the_same()
    {
        var page = await OpenMapAsync();
        await page.EvaluateAsync<object>("document.querySelector('#map-canvas').focus()");
        for (var i = 0; i < 4; i++)
            await page.PressAsync("+");
        for (var i = 0; i < 2; i++)
            await page.PressAsync("ArrowLeft");

        (await Found(page)).Should().Be("25 points: 25 cat; 25 flagged.");
        await page.PressAsync("Enter");

        (await page.EvaluateAsync<string>("document.querySelector('#map-files').textContent")).Should().StartWith("cat/001.png\ncat/002.png");
    }

    [Fact]
    public async Task A_class_that_is_not_chosen_is_not_listed()
    {
        var page = await OpenMapAsync();
        await page.EvaluateAsync<object>("(() => { const e = document.querySelector('#map-class'); e.value = [...e.options].find(o => o.text === 'dog').value; e.dispatchEvent(new Event('change', { bubbles: true })); document.querySelector('#map-canvas').focus(); })()");
        for (var i = 0; i < 6; i++)
            await page.PressAsync("+");

        (await Found(page)).Should().Be("5 points: 5 dog; 1 flagged.");
    }

    [Theory]
    [InlineData("class")]
    [InlineData("level")]
    [InlineData("0")]
    [InlineData("1")]
    public async Task Every_colouring_draws_points_and_a_legend(string colouring)
    {
        var page = await OpenMapAsync();
        await page.EvaluateAsync<object>($"(() => {{ const e = document.querySelector('#map-colour'); e.value = '{colouring}'; e.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()");

        (await page.EvaluateAsync<int>("(() => { const c = document.querySelector('#map-canvas'); return new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size; })()")).Should().BeGreaterThan(2);
        (await page.EvaluateAsync<int>("document.querySelectorAll('#map-legend > span').length")).Should().BeGreaterThan(1);
        page.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Hostile_names_come_out_of_the_map_as_text()
    {
        const string Name = "</script><img src=x onerror=alert(1)>\u2028\n.png";
        var scan = Results.Named(Name, Name, "data");
        var page = await OpenMapAsync(scan with { Maps = [Scanning.FeatureMapTests.Line(scan.Dataset)] });
        await page.EvaluateAsync<object>("document.querySelector('#map-canvas').focus()");
        for (var i = 0; i < 6; i++)
            await page.PressAsync("+");
        await page.PressAsync("Enter");

        var files = await page.EvaluateAsync<string>("document.querySelector('#map-files').textContent");
        files.Split('\n').Should().Equal(scan.Dataset.Samples.Select(sample => Printable.Line(sample.Id)));
        (await page.EvaluateAsync<int>("document.querySelectorAll('img[onerror]').length")).Should().Be(0);
        page.Faults.Should().BeEmpty();
    }

    private Task<BrowserPage> OpenMapAsync() => OpenMapAsync(ReportInBrowserTests.Shown());

    private async Task<BrowserPage> OpenMapAsync(Core.Scanning.ScanResult scan)
    {
        var page = await browser.OpenAsync(scan);
        await page.EvaluateAsync<object>("new Promise(done => { document.querySelector('#map').scrollIntoView({ block: 'center' }); const wait = () => document.querySelector('#map-legend').childElementCount > 0 ? done() : setTimeout(wait, 20); wait(); })");
        return page;
    }

    private static Task<string> Found(BrowserPage page) => page.EvaluateAsync<string>("document.querySelector('#map-found').textContent");
}
