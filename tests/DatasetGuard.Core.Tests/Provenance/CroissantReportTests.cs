using System.Text;
using System.Text.Json;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Provenance.Croissant;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Reports;

namespace DatasetGuard.Core.Tests.Provenance;

public sealed class CroissantReportTests
{
    private static readonly string Digest = new('a', 64);

    [Fact]
    public void Every_file_has_what_loaders_demand_and_every_reference_leads_somewhere()
    {
        using var croissant = Write(Results.Failing() with { Inputs = [new InputFile(InputKind.Labels, "data/train/labels.csv", Digest)] });

        var root = croissant.RootElement;
        root.GetProperty("@type").GetString().Should().Be("sc:Dataset");
        root.GetProperty("conformsTo").GetString().Should().Be("http://mlcommons.org/croissant/1.0");
        root.GetProperty("name").GetString().Should().Be("labels.csv");
        var files = root.GetProperty("distribution").EnumerateArray().ToList();
        files.Should().HaveCount(37).And.AllSatisfy(file =>
        {
            file.GetProperty("@type").GetString().Should().Be("cr:FileObject");
            file.GetProperty("name").GetString().Should().NotBeEmpty();
            file.GetProperty("encodingFormat").GetString().Should().Contain("/");
            file.GetProperty("contentUrl").GetString().Should().NotBeEmpty();
            file.GetProperty("sha256").GetString().Should().MatchRegex("^[0-9a-f]{64}$");
        });
        files[0].GetProperty("contentUrl").GetString().Should().Be("labels.csv");
        var ids = Ids(root).ToList();
        ids.Should().OnlyHaveUniqueItems();
        References(root).Should().NotBeEmpty().And.BeSubsetOf(ids);
    }

    [Fact]
    public void Labels_and_splits_of_each_image_are_records()
    {
        using var croissant = Write(Results.Failing());

        var sets = croissant.RootElement.GetProperty("recordSet").EnumerateArray().ToDictionary(set => set.GetProperty("@id").GetString()!);
        sets.Keys.Should().Equal("splits", "labels", "images");
        sets["splits"].GetProperty("dataType").GetString().Should().Be("cr:Split");
        sets["labels"].GetProperty("data").EnumerateArray().Select(row => row.GetProperty("labels/name").GetString()).Should().Equal("cat", "dog");
        var last = sets["images"].GetProperty("data")[35];
        last.GetProperty("images/path").GetString().Should().Be("loose.png");
        last.GetProperty("images/label").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public void Beyond_ten_thousand_images_the_manifest_stands_for_them()
    {
        var dataset = Many(10_001);

        using var croissant = Write(Results.Clean() with { Dataset = dataset });

        var distribution = croissant.RootElement.GetProperty("distribution");
        distribution.GetArrayLength().Should().Be(2);
        distribution[0].GetProperty("contentUrl").GetString().Should().Be("manifest.sha256");
        distribution[0].GetProperty("sha256").GetString().Should().Be(dataset.Digest);
        distribution[1].GetProperty("@type").GetString().Should().Be("cr:FileSet");
        distribution[1].GetProperty("includes").EnumerateArray().Select(glob => glob.GetString()).Should().Equal("**/*.png");
        using var fewer = Write(Results.Clean() with { Dataset = Many(10_000) });
        fewer.RootElement.GetProperty("distribution").GetArrayLength().Should().Be(10_000);
    }

    [Fact]
    public void An_archive_is_one_file_with_its_images_in_it()
    {
        var clean = Results.Clean();
        var dataset = new Dataset("data/pets.tar", ["tar"], clean.Dataset.Classes, [], clean.Dataset.Samples);

        using var croissant = Write(clean with { Dataset = dataset, Inputs = [new InputFile(InputKind.Data, "data/pets.tar", Digest)] });

        var distribution = croissant.RootElement.GetProperty("distribution");
        distribution.GetArrayLength().Should().Be(2);
        distribution[0].GetProperty("contentUrl").GetString().Should().Be("pets.tar");
        distribution[0].GetProperty("encodingFormat").GetString().Should().Be("application/x-tar");
        distribution[1].GetProperty("containedIn").GetProperty("@id").GetString().Should().Be(distribution[0].GetProperty("@id").GetString());
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void Names_stay_names_and_no_path_leads_out(string name)
    {
        var text = new CroissantReport().Text(Results.Named(name, name, name));

        text.Should().NotContainAny("<script>", "</script>").And.Match(whole => !HostileNames.HasControls(whole));
        using var croissant = JsonDocument.Parse(text);
        foreach (var file in croissant.RootElement.GetProperty("distribution").EnumerateArray())
        {
            var url = file.GetProperty("contentUrl").GetString()!;
            foreach (var path in (string[])[url, Uri.UnescapeDataString(url)])
                path.Replace('\\', '/').Split('/').Should().NotContain("..").And.Match(parts => parts.First() != "");

            ContentUrl.IsElsewhere(url).Should().BeFalse(url);
        }
    }

    [Theory]
    [InlineData("cat/1.png", "cat/1.png")]
    [InlineData("a b/日本 (1).png", "a b/日本 (1).png")]
    [InlineData("%2e%2e/%2e%2e/x", "%252e%252e/%252e%252e/x")]
    [InlineData("http://x/y", "http%3A//x/y")]
    [InlineData("a?b#c", "a%3Fb%23c")]
    [InlineData("..\\..\\x", null)]
    [InlineData("../x", null)]
    [InlineData("/x", null)]
    [InlineData("C:\\x", null)]
    public void A_path_becomes_a_url_that_leads_nowhere_else(string path, string? url)
    {
        ContentUrl.Of(path).Should().Be(url);
        if (url is not null)
            ContentUrl.PathsOf(url).Should().Contain(path.Replace("//", "/"));
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void What_is_written_is_read_again(string name)
    {
        var result = Results.Named(name, name, name);

        var declared = CroissantDeclaration.Parse(new CroissantReport().Bytes(result), "croissant.json");

        declared.Images.Select(image => (image.Path, image.Label, image.Split)).Should()
            .Equal(result.Dataset.Samples.Select(sample => (HostileNames.AsUtf8(sample.Id), (string?)HostileNames.AsUtf8(name), (string?)HostileNames.AsUtf8(name))));
        declared.Labels.Should().ContainSingle().Which.Should().Equal(HostileNames.AsUtf8(name));
        declared.Splits.Should().ContainSingle();
        declared.Files.Should().AllSatisfy(file => file.Paths.Should().NotBeEmpty());
    }

    private static Dataset Many(int count) => new("data", ["imagefolder"], ["cat"], [], [.. Enumerable.Range(0, count).Select(i => new Sample
    {
        Id = $"cat/{i:00000}.png",
        ClassIndex = 0,
        SplitIndex = -1,
        ContentHash = Digest,
        StoreOffset = 0,
    })]);

    private static JsonDocument Write(ScanResult result) => JsonDocument.Parse(Encoding.UTF8.GetString(new CroissantReport().Bytes(result)));

    /// <summary>Objects with other properties beside their id are what the id stands for; the others refer to it.</summary>
    private static IEnumerable<string?> Ids(JsonElement element) => WithId(element).Where(one => one.EnumerateObject().Count() > 1).Select(one => one.GetProperty("@id").GetString());

    private static IEnumerable<string?> References(JsonElement element) => WithId(element).Where(one => one.EnumerateObject().Count() == 1).Select(one => one.GetProperty("@id").GetString());

    private static IEnumerable<JsonElement> WithId(JsonElement root) => new[] { "distribution", "recordSet" }.SelectMany(name => Objects(root.GetProperty(name))).Where(one => one.TryGetProperty("@id", out _));

    private static IEnumerable<JsonElement> Objects(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Objects),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Objects(property.Value)).Prepend(element),
        _ => [],
    };
}
