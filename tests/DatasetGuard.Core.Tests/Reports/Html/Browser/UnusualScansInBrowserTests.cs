using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Scanning;
using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Core.Tests.Reports.Html.Browser;

public sealed class UnusualScansInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_section_is_drawn_and_nobody_is_kept_out(string kind, int width)
    {
        var page = await browser.OpenAsync(Scan(kind), width);

        (await page.EvaluateAsync<double[]>("[...document.querySelectorAll('main > section')].map(s => s.getBoundingClientRect().height)")).Should().HaveCountGreaterThan(3).And.OnlyContain(height => height > 40);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width);
        (await Accessibility.SeriousFaultsAsync(page)).Should().BeEmpty();
        page.Faults.Should().BeEmpty();
        await BrowserFixture.KeepPictureAsync(page, $"report-{kind}-{width}");
    }

    public static TheoryData<string, int> Kinds()
    {
        var kinds = new TheoryData<string, int>();
        foreach (var kind in (string[])["clean", "incomplete", "no-images", "many-classes"])
        {
            kinds.Add(kind, 1280);
            kinds.Add(kind, 390);
        }

        return kinds;
    }

    [Fact]
    public async Task A_gallery_of_five_thousand_images_keeps_its_height_and_leads_through_all()
    {
        const int Count = 5_000;
        var png = ImageEncoder.EncodePng(new PixelBuffer(16, 16, 1));
        var scan = Results.Many(FindingLevel.Error, Count);
        var pictures = scan.Dataset.Samples.ToDictionary(sample => sample.Id, _ => new Thumbnail("image/png", png, 16, 16, IsNative: true));
        var finding = scan.Findings[0] with { Samples = [.. scan.Dataset.Samples.Select(sample => new FlaggedSample(sample, 0.5))] };
        var page = await browser.OpenAsync(scan with { Findings = [finding], Thumbnails = new Thumbnails(pictures, new Dictionary<string, IReadOnlyList<Sample>>()) });

        (await page.EvaluateAsync<int>("document.querySelectorAll('.gallery button').length")).Should().Be(Count);
        (await page.EvaluateAsync<double>("document.querySelector('.gallery').getBoundingClientRect().height")).Should().BeLessThan(700, "the page does not grow with them");

        await page.EvaluateAsync<object>("document.querySelector('.gallery button').focus()");
        await page.PressAsync("Enter");
        await page.PressAsync("ArrowLeft");
        (await page.EvaluateAsync<string>("document.querySelector('#viewer .caption').textContent")).Should().Be("cat/4999.png (class cat, score 0.5)", "before the first comes the last");
    }

    private static ScanResult Scan(string kind) => kind switch
    {
        "clean" => Results.Clean(),
        "incomplete" => Results.Crashed("out of order"),
        "no-images" => Results.Clean() with { Dataset = new Dataset("data", ["imagefolder"], [], [], []) { Ignored = 3 } },
        _ => ManyClasses(),
    };

    private static ScanResult ManyClasses()
    {
        var scan = Results.Many(FindingLevel.Warning, 3_000);
        string[] names = [.. Enumerable.Range(0, 1_000).Select(i => $"a class with quite a long name, number {i}")];
        Sample[] samples = [.. scan.Dataset.Samples.Select((sample, i) => sample with { ClassIndex = i % names.Length })];
        var dataset = new Dataset("data", ["imagefolder"], names, [], samples);
        return scan with
        {
            Dataset = dataset,
            Findings = [.. Enumerable.Range(0, 300).Select(i => scan.Findings[i] with { Class = names[i], Samples = [new FlaggedSample(samples[i])] })],
            Maps = [FeatureMapTests.Line(dataset)],
        };
    }
}
