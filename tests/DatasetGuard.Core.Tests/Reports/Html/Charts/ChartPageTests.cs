using System.Text;
using DatasetGuard.Core.Reports.Html.Charts;
using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Core.Tests.Reports.Html.Charts;

public sealed class ChartPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Charts_and_tables_are_drawn_and_keep_nobody_out(string scheme)
    {
        var page = await browser.OpenAsync(Write("name"));
        await page.ShowAsAsync("", scheme);

        (await page.EvaluateAsync<int>("[...document.querySelectorAll('.chart polyline')].filter(line => line.getBBox().width > 10).length")).Should().Be(6, "three lines and their samples in the legend");
        (await Accessibility.SeriousFaultsAsync(page)).Should().BeEmpty();
        page.Faults.Should().BeEmpty();
        page.Requests.Should().ContainSingle();
        await BrowserFixture.KeepPictureAsync(page, $"charts-{scheme}");
    }

    [Fact]
    public async Task A_phone_scrolls_the_charts_and_not_the_page()
    {
        var page = await browser.OpenAsync(Write(new string('n', 400)), width: 400);

        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(400);
    }

    [Fact]
    public void Names_stay_text()
    {
        var plain = Encoding.UTF8.GetString(Write("name"));

        foreach (var name in HostileNames.All.Select(row => row.Data))
        {
            var page = Encoding.UTF8.GetString(Write(name));

            page.Count(character => character == '<').Should().Be(plain.Count(character => character == '<'));
            HostileNames.HasControls(page).Should().BeFalse();
        }
    }

    [Fact]
    public void On_a_logarithmic_axis_each_power_of_ten_takes_the_same_room()
    {
        var axis = new ChartAxis("rate", 1e-4, 1) { IsLogarithmic = true };

        axis.Ticks().Select(tick => tick.Text).Should().Equal("0.0001", "0.001", "0.01", "0.1", "1");
        axis.Ticks().Select(tick => Math.Round(axis.Place(tick.Value), 9)).Should().Equal(0, 0.25, 0.5, 0.75, 1);
        axis.Place(0).Should().Be(0, "what has no logarithm is drawn at the start");
    }

    [Fact]
    public void The_shares_of_a_histogram_are_one_together()
    {
        var axis = new ChartAxis("value", 0, 10);

        var points = ChartSeries.Histogram("values", [0, 0.5, 1.5, 10, 99], axis, bins: 10).Points;

        points.Where((_, i) => i % 2 == 0).Sum(point => point.Y).Should().BeApproximately(1, 1e-12);
        points[0].Should().Be((0, 0.4));
        points[^1].Should().Be((10, 0.4), "what lies beyond is counted at the end");
    }

    [Fact]
    public void A_curve_of_very_many_points_is_no_longer_than_it_is_fine()
    {
        var curve = new ChartSeries("curve", [.. Enumerable.Range(0, 200_000).Select(i => (i / 200_000.0, i / 200_000.0))]);

        Write("name", curve).Length.Should().BeLessThan(200_000);
    }

    private static byte[] Write(string name, ChartSeries? more = null)
    {
        using var stream = new MemoryStream();
        using (var page = new ChartPage(stream, name, [("summary", "Summary"), ("charts", "Charts")]))
        {
            page.Verdict("summary", PageMood.Fail, name, name);
            page.Say(name);
            page.Section("charts", "Charts");
            var axis = new ChartAxis(name, 1e-3, 1) { IsLogarithmic = true };
            ChartSeries[] lines = [new ChartSeries(name, [(1e-3, 1e-2), (1, 1)]), new ChartSeries("other", [(1e-3, 1e-3), (0.1, 0.2), (1, 1)]), new ChartSeries("guessing", [(1e-3, 1e-3), (1, 1)]) { IsReference = true }];
            page.Chart(new LineChart(name, name, axis, axis, more is null ? lines : [.. lines, more]));
            page.Table(new HeatTable(name, name, [name], [(name, [new HeatCell(0.7, name)])]));
            page.Table(name, [name], [[name]]);
            page.End();
        }

        return stream.ToArray();
    }
}
