using System.Text;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Reports.Html;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Core.Tests.Reports.Html.Browser;

public sealed class ReportInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Every_section_is_drawn_without_a_fault_and_without_the_network()
    {
        var page = await browser.OpenAsync(Shown());

        var heights = await page.EvaluateAsync<Dictionary<string, double>>("Object.fromEntries([...document.querySelectorAll('main > section')].map(s => [s.id, s.getBoundingClientRect().height]))");
        heights.Keys.Should().Equal("summary", "findings", "suppressed", "dataset", "rules");
        heights.Values.Should().OnlyContain(height => height > 40);
        page.Faults.Should().BeEmpty();
        page.Requests.Should().ContainSingle("of the file itself").Which.Should().StartWith("file://");
        await BrowserFixture.KeepPictureAsync(page, "report-light");
    }

    [Fact]
    public async Task Filters_show_what_fits_and_a_link_to_a_hidden_finding_brings_it_back()
    {
        var page = await browser.OpenAsync(Shown());

        await page.EvaluateAsync<object>("(() => { const e = document.querySelector('#filter-level'); e.value = '=note'; e.dispatchEvent(new Event('input', { bubbles: true })); })()");
        (await Visible(page)).Should().Be(1);
        (await Text(page, "#shown")).Should().Be("1 of 3 findings");

        await page.EvaluateAsync<object>("location.hash = '#DG2201-cat'");
        await Until(page, "document.querySelectorAll('.card:not([hidden])').length === 3");

        await page.ClickAsync("#filter-text");
        await page.TypeAsync("cut.png");
        (await Visible(page)).Should().Be(1, "only one card names that file");
    }

    [Fact]
    public async Task Sorting_by_the_number_of_images_puts_the_largest_group_first()
    {
        var page = await browser.OpenAsync(Shown());

        await page.EvaluateAsync<object>("(() => { const e = document.querySelector('#sort'); e.value = 'count'; e.dispatchEvent(new Event('change', { bubbles: true })); })()");

        (await page.EvaluateAsync<string>("document.querySelector('.card').id")).Should().Be("DG2201-cat");
    }

    [Fact]
    public async Task Pictures_are_looked_at_with_the_keyboard_alone()
    {
        var page = await browser.OpenAsync(Shown());

        await page.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.className")).Should().Be("skip");
        await page.EvaluateAsync<object>("document.querySelector('#DG2201-cat .gallery button').focus()");
        await page.PressAsync("Enter");
        (await page.EvaluateAsync<bool>("document.querySelector('#viewer').open")).Should().BeTrue();
        var first = await Text(page, "#viewer .caption");

        await page.PressAsync("ArrowRight");
        (await Text(page, "#viewer .caption")).Should().NotBe(first);

        await page.PressAsync("Escape");
        (await page.EvaluateAsync<bool>("document.querySelector('#viewer').open")).Should().BeFalse();
        (await page.EvaluateAsync<bool>("document.activeElement === document.querySelector('#DG2201-cat .gallery button')")).Should().BeTrue("who closes it is back where he was");
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Nobody_is_kept_out(string scheme)
    {
        var page = await browser.OpenAsync(Shown());
        await page.ShowAsAsync("", scheme);
        (await Background(page)).Should().Be(scheme == "dark" ? "rgb(20, 23, 28)" : "rgb(246, 247, 249)");
        await page.EvaluateAsync<object>("document.querySelectorAll('details').forEach(d => d.open = true)");

        (await Accessibility.SeriousFaultsAsync(page)).Should().BeEmpty();

        if (scheme == "dark")
            await BrowserFixture.KeepPictureAsync(page, "report-dark");
    }

    [Fact]
    public async Task Accessibility_faults_would_be_seen()
    {
        var page = await browser.OpenAsync(Shown());
        await page.EvaluateAsync<object>("document.querySelector('main').append(Object.assign(document.createElement('input'), { type: 'text' }))");

        (await Accessibility.SeriousFaultsAsync(page)).Should().ContainSingle().Which.Should().StartWith("label:");
    }

    [Fact]
    public async Task Hostile_names_stay_text()
    {
        var page = await browser.OpenAsync(Results.Named("plain", "plain", "plain"));
        var plain = await Elements(page);

        foreach (var name in HostileNames.All.Select(row => row.Data))
        {
            await browser.ShowAsync(page, new HtmlReport().Bytes(Results.Named(name, name, name)));

            (await Elements(page)).Should().Equal(plain);
            page.Faults.Should().BeEmpty();
            page.Requests.Should().OnlyContain(address => address.StartsWith("file://"));
            (await page.EvaluateAsync<bool>("JSON.parse(document.querySelector('#report-json').textContent).findings.length === 2")).Should().BeTrue();
        }
    }

    [Fact]
    public async Task A_phone_needs_no_sideways_scrolling()
    {
        var page = await browser.OpenAsync(Results.Named(new string('n', 400), new string('c', 400), new string('r', 400)), width: 400);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(400);

        page = await browser.OpenAsync(Shown(), width: 400);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(400);
        await BrowserFixture.KeepPictureAsync(page, "report-phone");
    }

    [Fact]
    public async Task On_paper_there_are_no_controls_and_no_dark_background()
    {
        var page = await browser.OpenAsync(Shown());
        await page.ShowAsAsync("print", "dark");

        (await page.EvaluateAsync<string[]>("['.bar', '#controls', '.copy', '#save-json'].filter(s => getComputedStyle(document.querySelector(s)).display !== 'none')")).Should().BeEmpty();
        (await page.EvaluateAsync<string>("getComputedStyle(document.body).color")).Should().Be("rgb(27, 32, 40)");
        Encoding.ASCII.GetString(await page.PrintAsync(), 0, 5).Should().Be("%PDF-");
        (await page.EvaluateAsync<int>("document.querySelectorAll('#map-legend > span').length")).Should().BeGreaterThan(1, "the map is drawn for paper although nobody has seen it");
    }

    [Fact]
    public async Task On_paper_the_map_is_light_and_on_the_screen_it_is_dark_again()
    {
        const string Corner = "document.querySelector('#map-canvas').getContext('2d').getImageData(0, 0, 1, 1).data[0]";
        var page = await browser.OpenAsync(Shown());
        await page.ShowAsAsync("", "dark");

        await page.EvaluateAsync<object>("dispatchEvent(new Event('beforeprint'))");
        (await page.EvaluateAsync<int>(Corner)).Should().BeGreaterThan(200);

        await page.EvaluateAsync<object>("dispatchEvent(new Event('afterprint'))");
        (await page.EvaluateAsync<int>(Corner)).Should().BeLessThan(50);
        (await page.EvaluateAsync<bool>("document.documentElement.dataset.theme === undefined")).Should().BeTrue("who has chosen no theme has none afterwards");
    }

    [Fact]
    public async Task The_chosen_theme_wins_over_the_system()
    {
        var page = await browser.OpenAsync(Shown());
        var light = await Background(page);

        await page.ClickAsync("#theme");
        await page.ClickAsync("#theme");

        (await Text(page, "#theme")).Should().Be("Theme: dark");
        (await Background(page)).Should().NotBe(light);
    }

    [Fact]
    public async Task Nothing_moves_by_itself()
    {
        var page = await browser.OpenAsync(Shown());

        (await page.EvaluateAsync<int>("[...document.querySelectorAll('*')].map(e => getComputedStyle(e)).filter(s => s.transitionDuration !== '0s' || s.animationName !== 'none' || s.scrollBehavior !== 'auto').length"))
            .Should().Be(0, "so that there is nothing to leave out for who prefers reduced motion");
    }

    [Fact]
    public async Task A_link_opens_the_page_at_a_finding_or_at_a_rule()
    {
        var report = new HtmlReport().Bytes(Shown());
        var page = await browser.OpenAsync(report);

        await browser.ShowAsync(page, report, "#DG1005-" + Shown().Findings[2].Fingerprint[..8]);
        (await page.EvaluateAsync<string>("document.querySelector('.card:target h3').textContent")).Should().Be("Files of a kind that is not read");
        (await page.EvaluateAsync<bool>("(() => { const r = document.querySelector('.card:target').getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight; })()")).Should().BeTrue();

        await browser.ShowAsync(page, report, "#rule-DG2201");
        (await page.EvaluateAsync<bool>("document.querySelector('#rule-DG2201').open")).Should().BeTrue();
    }

    [Fact]
    public async Task The_names_of_the_files_can_be_copied()
    {
        var page = await browser.OpenAsync(Shown());
        await page.AllowClipboardAsync();
        await page.EvaluateAsync<object>("document.querySelectorAll('details').forEach(d => d.open = true)");

        await page.ClickAsync("#DG2201-cat .copy");

        await Until(page, "document.querySelector('#DG2201-cat .copy').textContent === 'Copied'");
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).Split('\n').Should().Equal(Enumerable.Range(1, 25).Select(i => $"cat/{i:000}.png"));
    }

    [Fact]
    public async Task Where_a_browser_lets_no_page_copy_the_names_are_selected()
    {
        var page = await browser.OpenAsync(Shown());
        await page.EvaluateAsync<object>("(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); document.querySelectorAll('details').forEach(d => d.open = true); })()");

        await page.ClickAsync("#DG2201-cat .copy");

        await Until(page, "document.querySelector('#DG2201-cat .copy').textContent === 'Selected: press Ctrl+C'");
        (await page.EvaluateAsync<string>("getSelection().toString()")).Should().StartWith("cat/001.png\ncat/002.png");
    }

    [Fact]
    public async Task Without_the_script_everything_is_there_to_read()
    {
        var page = await browser.OpenAsync(new HtmlReport().Bytes(Shown()), language: "de-DE", scripts: false);

        (await Visible(page)).Should().Be(3);
        (await page.EvaluateAsync<string[]>("['#controls', '#theme', '.copy', '#save-json', '#map'].filter(s => document.querySelector(s).checkVisibility())")).Should().BeEmpty("buttons that do nothing are not shown");
        (await page.EvaluateAsync<bool>("document.querySelector('.map-off').checkVisibility()")).Should().BeTrue();
        (await Text(page, "#DG2201-cat .message")).Should().Contain("83.3 %", "numbers stay English");
    }

    /// <summary>A scan with findings of every level, with pictures of what is flagged.</summary>
    internal static ScanResult Shown()
    {
        var scan = Results.Failing();
        var pictures = scan.Dataset.Samples.ToDictionary(sample => sample.Id, sample => new Thumbnail("image/png", Picture(sample.ContentHash), 32, 32, IsNative: true));
        return scan with { Maps = [MapOf(scan.Dataset)], Thumbnails = new Thumbnails(pictures, new Dictionary<string, IReadOnlyList<Sample>> { ["cat"] = [.. scan.Dataset.Samples.Skip(26).Take(3)] }) };
    }

    /// <summary>The first 25 samples in a heap on the left, the others on the right.</summary>
    private static FeatureMap MapOf(Dataset dataset)
    {
        int[] samples = [.. Enumerable.Range(0, dataset.Samples.Count).Where(i => dataset.Samples[i].ClassIndex >= 0)];
        return FeatureMap.Of("made-up features", samples, Array.ConvertAll(samples, i => i < 25 ? i % 5 : 100f + i), Array.ConvertAll(samples, i => (float)(i / 5 % 5)), 0.5);
    }

    private static byte[] Picture(string hash)
    {
        var pixels = new PixelBuffer(32, 32, 3);
        for (var i = 0; i < pixels.Pixels.Length; i++)
            pixels.Pixels[i] = (byte)(hash[(i / 96) % hash.Length] + (i % 96));

        return ImageEncoder.EncodePng(pixels);
    }

    private static Task<int> Visible(BrowserPage page) => page.EvaluateAsync<int>("[...document.querySelectorAll('.card')].filter(c => c.checkVisibility()).length");

    private static Task<string> Text(BrowserPage page, string selector) => page.EvaluateAsync<string>($"document.querySelector('{selector}').textContent");

    private static Task<string> Background(BrowserPage page) => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static Task<string[]> Elements(BrowserPage page) => page.EvaluateAsync<string[]>("[...document.querySelectorAll('*')].map(e => e.tagName + [...e.attributes].map(a => ' ' + a.name).join(''))");

    private static async Task Until(BrowserPage page, string condition)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await page.EvaluateAsync<bool>(condition))
                return;

            await Task.Delay(50);
        }

        Assert.Fail($"It never came to pass that {condition}.");
    }
}
