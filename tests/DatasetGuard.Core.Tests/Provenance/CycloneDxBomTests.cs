using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Reports;

namespace DatasetGuard.Core.Tests.Provenance;

/// <summary>What the schema of CycloneDX 1.6 demands of the parts that are written, checked by hand.</summary>
public sealed class CycloneDxBomTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_failing_scan_is_written_as_in_the_golden_file()
    {
        var actual = Bom(WithFile(Results.Failing()));

        Follow(actual);
        Check("failing.cdx.json", actual);
    }

    [Fact]
    public void The_dataset_is_a_data_component_with_its_digest_and_counts()
    {
        using var bom = JsonDocument.Parse(Bom(Results.Failing()));

        var component = bom.RootElement.GetProperty("components")[0];
        component.GetProperty("hashes")[0].GetProperty("content").GetString().Should().Be(Results.Failing().Dataset.Digest);
        Properties(component.GetProperty("data")[0].GetProperty("contents")).Should().Equal(
            ("datasetguard:samples", "36"), ("datasetguard:class:cat", "30"), ("datasetguard:class:dog", "5"), ("datasetguard:split:test", "31"), ("datasetguard:split:train", "4"));
        Properties(component).Should().Contain(("datasetguard:result", "FAILED")).And.Contain(("datasetguard:errors", "2"));
        component.TryGetProperty("components", out _).Should().BeFalse("images are no components");
    }

    [Fact]
    public void An_incomplete_scan_shows_as_failed()
    {
        using var bom = JsonDocument.Parse(Bom(Results.Crashed("boom")));

        Properties(bom.RootElement.GetProperty("components")[0]).Should().Contain(("datasetguard:result", "FAILED"));
    }

    [Fact]
    public void Other_reports_and_other_names_have_other_serial_numbers()
    {
        byte[][] boms = [Bom(Results.Failing()), Bom(Results.Clean()), Bom(Results.Clean(), "pets")];

        boms.Select(Serial).Should().OnlyHaveUniqueItems();
        Bom(Results.Clean()).Should().Equal(boms[1]);
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void Names_stay_names(string name)
    {
        var bom = Bom(WithFile(Results.Named(name, name, name), name), name);

        var text = Encoding.UTF8.GetString(bom);
        text.Should().NotContainAny("<script>", "</script>").And.Match(whole => !HostileNames.HasControls(whole));
        Follow(bom);
        using var parsed = JsonDocument.Parse(text);
        parsed.RootElement.GetProperty("components")[0].GetProperty("name").GetString().Should().Be(HostileNames.AsUtf8(name));
    }

    private static ScanResult WithFile(ScanResult result, string path = "data.tar") => result with { Inputs = [new InputFile(InputKind.Data, path, new string('a', 64))] };

    private static string? Serial(byte[] bytes)
    {
        using var bom = JsonDocument.Parse(bytes);
        return bom.RootElement.GetProperty("serialNumber").GetString();
    }

    private static IEnumerable<(string? Name, string? Value)> Properties(JsonElement owner) =>
        owner.GetProperty("properties").EnumerateArray().Select(property => (property.GetProperty("name").GetString(), property.GetProperty("value").GetString()));

    private static void Follow(byte[] bytes)
    {
        using var bom = JsonDocument.Parse(bytes);
        Keys(bom.RootElement).Should().BeSubsetOf(["$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata", "components"]);
        bom.RootElement.GetProperty("$schema").GetString().Should().Be("http://cyclonedx.org/schema/bom-1.6.schema.json");
        bom.RootElement.GetProperty("bomFormat").GetString().Should().Be("CycloneDX");
        bom.RootElement.GetProperty("specVersion").GetString().Should().Be("1.6");
        bom.RootElement.GetProperty("serialNumber").GetString().Should().MatchRegex("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
        bom.RootElement.GetProperty("version").GetInt32().Should().BeGreaterThan(0);
        FollowComponent(bom.RootElement.GetProperty("metadata").GetProperty("tools").GetProperty("components")[0]);
        var components = bom.RootElement.GetProperty("components").EnumerateArray().ToList();
        components.ForEach(FollowComponent);
        components.SelectMany(one => one.TryGetProperty("components", out var inner) ? inner.EnumerateArray().Append(one) : [one])
            .Select(one => one.GetProperty("bom-ref").GetString()).Should().OnlyHaveUniqueItems().And.NotContain("");
    }

    private static void FollowComponent(JsonElement component)
    {
        Keys(component).Should().BeSubsetOf(["type", "bom-ref", "name", "version", "hashes", "components", "properties", "data"]).And.Contain(["type", "name"]);
        component.GetProperty("type").GetString().Should().BeOneOf("application", "data", "file");
        if (component.TryGetProperty("hashes", out var hashes))
        {
            Keys(hashes[0]).Should().Equal("alg", "content");
            hashes[0].GetProperty("alg").GetString().Should().Be("SHA-256");
            hashes[0].GetProperty("content").GetString().Should().MatchRegex("^[a-f0-9]{64}$");
        }

        if (component.TryGetProperty("data", out var data))
        {
            component.GetProperty("type").GetString().Should().Be("data", "other components have no data");
            Keys(data[0]).Should().BeSubsetOf(["type", "name", "contents"]);
            data[0].GetProperty("type").GetString().Should().Be("dataset");
            Keys(data[0].GetProperty("contents")).Should().Equal("properties");
            Properties(data[0].GetProperty("contents")).Should().NotBeEmpty();
        }

        if (component.TryGetProperty("components", out var inner))
            inner.EnumerateArray().ToList().ForEach(FollowComponent);
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private byte[] Bom(ScanResult result, string name = "data")
    {
        var report = ScanReport.Read(_folder.Write("report.json", new JsonReport().Bytes(result)));
        using var stream = new MemoryStream();
        CycloneDxBom.Write(report, name, stream);
        return stream.ToArray();
    }

    private static void Check(string name, byte[] actual, [CallerFilePath] string source = "")
    {
        if (Environment.GetEnvironmentVariable("DATASETGUARD_ACCEPT") == "1")
        {
            File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(source)!, "Golden", name), actual);
            return;
        }

        Encoding.UTF8.GetString(actual).Should().Be(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Provenance", "Golden", name)));
    }
}
