using System.Text;
using System.Text.Json;
using DatasetGuard.RedTeam.Drills;
using DatasetGuard.RedTeam.Poisoning;
using DatasetGuard.RedTeam.Tests.Poisoning;
using DatasetGuard.Tests;
using SkiaSharp;

namespace DatasetGuard.RedTeam.Tests.Drills;

public sealed class DrillReportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(Action<DrillResult, Stream> write, DrillResult result)
    {
        using var output = new MemoryStream();
        write(result, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private DrillResult Run(DrillPlan plan) => Scenes.Run(Scenes.WriteFolder(_folder["data"]), plan, [new WhiteCornerRule()]);

    [Fact]
    public void The_plan_of_a_report_reads_back_with_the_seed_of_its_scans()
    {
        var plan = Scenes.Plan("checker@1,2", "blend:0.2+clean-label", "shape+source=b+cover=0.1") with { Rates = [0.2, 0.125], Seeds = [-3, 8] };
        DrillFolder.Write(Run(plan), _folder["out"]);

        var (read, scanSeed) = DrillJson.ReadPlan(_folder["out/drill.json"]);

        read.Should().BeEquivalentTo(plan with { Target = "a" }, options => options.ComparingRecordsByMembers());
        scanSeed.Should().Be(4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"plan\":{\"attacks\":[null]}}")]
    [InlineData("{\"plan\":{\"attacks\":[\"nothing\"]}}")]
    [InlineData("{\"plan\":{\"attacks\":[\"checker\"],\"rates\":[\"x\"],\"seeds\":[1],\"target\":\"a\",\"scanSeed\":0}}")]
    [InlineData("{\"plan\":{\"attacks\":[\"checker\"],\"rates\":[0.1],\"seeds\":[99999999999],\"target\":\"a\",\"scanSeed\":0}}")]
    [InlineData("{\"plan\":{\"attacks\":[\"checker\"],\"rates\":[0.1],\"seeds\":[1],\"target\":5,\"scanSeed\":0}}")]
    public void What_is_no_report_of_a_drill_is_refused(string text)
    {
        File.WriteAllText(_folder["x.json"], text);
        var read = () => DrillJson.ReadPlan(_folder["x.json"]);

        read.Should().Throw<PoisonException>();
    }

    [Fact]
    public void A_report_that_is_not_there_is_refused()
    {
        var read = () => DrillJson.ReadPlan(_folder["x.json"]);

        read.Should().Throw<PoisonException>().WithMessage("*cannot be read*");
    }

    [Fact]
    public void The_data_hold_the_clean_scan_and_each_cell_and_no_time()
    {
        using var json = JsonDocument.Parse(Write(DrillJson.Write, Run(Scenes.Plan("checker", "label-flip"))));
        var root = json.RootElement;

        root.GetProperty("clean").GetProperty("exitCode").GetInt32().Should().Be(0);
        var cells = root.GetProperty("cells").EnumerateArray().ToList();
        cells.Select(cell => cell.GetProperty("attack").GetString()).Should().Equal("checker", "label-flip");
        cells.Select(cell => cell.GetProperty("caught").GetBoolean()).Should().Equal(true, false);
        cells[0].GetProperty("truePositiveRate").GetProperty("share").GetDouble().Should().Be(1);
        cells[0].EnumerateObject().Select(property => property.Name).Should().NotContain(name => name.Contains("time") || name.Contains("seconds"));
    }

    [Fact]
    public void A_class_name_is_no_markup_in_the_table()
    {
        const string Name = "a|b`<script>";
        SmallDataset.WriteFolder(_folder["data"], Enumerable.Range(0, 30).ToDictionary(i => $"{(i % 2 == 0 ? Name : "c")}/{i}.png", i => SmallDataset.Png(i)));

        var result = Scenes.Run(_folder["data"], Scenes.Plan($"checker+source={Name}") with { Target = "c" }, [new WhiteCornerRule()]);
        var text = Write(DrillMarkdown.Write, result);

        text.Split('\n').Single(line => line.Contains("source=")).Should().StartWith("| ``checker+source=a\\|b`<script>`` | 20 % | 1 | 6 | yes, DG9001 | 100 % | 0 % |");
    }

    [Fact]
    public void The_heat_map_is_a_picture_that_grows_with_the_plan()
    {
        var small = DrillHeatMap.Draw(Run(Scenes.Plan("checker")));
        var large = DrillHeatMap.Draw(Run(Scenes.Plan("checker", "label-flip", "shape", "corner") with { Rates = [0.1, 0.2, 0.3, 0.4] }));

        using SKBitmap first = SKBitmap.Decode(small), second = SKBitmap.Decode(large);
        second.Width.Should().BeGreaterThan(first.Width);
        second.Height.Should().BeGreaterThan(first.Height);

        // Viridis ends in yellow, and the whole of the one cell is that.
        var yellow = Enumerable.Range(0, first.Width * first.Height).Count(i => first.GetPixel(i % first.Width, i / first.Width) is { Red: > 240, Green: > 220, Blue: < 60 });
        yellow.Should().BeGreaterThan(2000);
    }
}
