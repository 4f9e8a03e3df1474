using System.Text;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class CocoReaderTests : IDisposable
{
    private const string Categories = """ "categories": [{"id": 1, "name": "cat", "supercategory": "animal"}, {"name": "dog", "id": 2}] """;

    private readonly TempFolder _folder = new();

    public CocoReaderTests()
    {
        foreach (var name in (string[])["1.png", "2.png", "3.png", "4.png"])
            _folder.Write(name, Pictures.Png());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_only_category_of_an_image_is_its_class()
    {
        var dataset = Reading.Load(_folder.Write("labels.json", $$"""
            {"info": {"images": [{"id": 9}]}, "annotations": [
              {"id": 1, "image_id": 11, "category_id": 1, "segmentation": [[1.5, 2.5], [{"id": 77, "category_id": 2}]], "bbox": [1, 2, 3, 4]},
              {"id": 2, "image_id": 11, "category_id": 1},
              {"id": 3, "image_id": 12, "category_id": 2},
              {"id": 4, "image_id": 13, "category_id": 1},
              {"id": 5, "image_id": 13, "category_id": 2}],
             "images": [{"id": 11, "file_name": "1.png", "license": 3}, {"file_name": "2.png", "id": "12"}, {"id": 13, "file_name": "3.png"}, {"id": 14, "file_name": "4.png"}],
             {{Categories}} }
            """));

        dataset.Formats.Should().Equal("coco");
        dataset.Samples.Select(sample => (sample.Id, dataset.ClassOf(sample), sample.Fault?.Kind)).Should().Equal(
            ("1.png", "cat", null), ("2.png", "dog", null), ("3.png", null, DecodeFaultKind.Unsupported), ("4.png", null, null));
        dataset.Samples[2].Fault!.Detail.Should().Contain("2 categories (cat, dog)");
    }

    [Theory]
    [InlineData("annotations/instances_train2017.json", "train2017/1.png")]
    [InlineData("annotations/labels.json", "images/1.png")]
    [InlineData("labels.json", "images/1.png")]
    public void Images_are_found_where_the_dataset_has_them(string list, string image)
    {
        using var elsewhere = new TempFolder();
        elsewhere.Write(image, Pictures.Png());
        var path = elsewhere.Write(list, """{"images": [{"id": 1, "file_name": "1.png"}], "annotations": []}""");

        Reading.All(path).Should().ContainSingle().Which.Fault().Should().BeNull();
    }

    [Theory]
    [InlineData("../1.png", DecodeFaultKind.UnsafePath)]
    [InlineData("/etc/passwd", DecodeFaultKind.UnsafePath)]
    [InlineData("gone.png", DecodeFaultKind.Unreadable)]
    [InlineData("", DecodeFaultKind.UnsafePath)]
    public void Files_outside_or_nowhere_are_faults(string file, DecodeFaultKind expected) =>
        Reading.All(_folder.Write("labels.json", $$"""{"annotations": [], "images": [{"id": 1, "file_name": "{{file}}"}]}""")).Should().ContainSingle()
            .Which.Fault()!.Kind.Should().Be(expected);

    [Theory]
    [InlineData("{", "not a COCO list")]
    [InlineData("[]", "no list of images")]
    [InlineData("""{"images": []}""", "none of annotations")]
    [InlineData("""{"images": {}, "annotations": []}""", "no list of images")]
    [InlineData("""{"images": [{"id": 1}], "annotations": []}""", "lacks its file_name")]
    [InlineData("""{"images": [{"file_name": "1.png"}], "annotations": []}""", "lacks its id")]
    [InlineData("""{"images": [{"id": 1.5, "file_name": "1.png"}], "annotations": []}""", "no whole number")]
    [InlineData("""{"images": [], "annotations": [{"category_id": 1}]}""", "lacks its image_id")]
    [InlineData("""{"images": [], "annotations": [], "categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]}""", "two categories")]
    [InlineData("""{"images": [], "annotations": []} {}""", "not a COCO list")]
    [InlineData("""{"images": [{"id": 1, "file_name": "\ud800.png"}], "annotations": []}""", "not a COCO list")]
    public void A_list_of_another_kind_is_refused(string json, string expected) => Reading.Refusal(_folder.Write("labels.json", json)).Should().Contain(expected);

    [Fact]
    public void Endless_names_and_nesting_are_refused()
    {
        Reading.Refusal(_folder.Write("long.json", $"{{\"images\": [{{\"file_name\": \"{new string('x', 5_000_000)}")).Should().Contain("longer than");
        Reading.Refusal(_folder.Write("deep.json", $"{{\"images\": {new string('[', 100_000)}")).Should().Contain("not a COCO list");
    }

    [Fact]
    public void A_list_of_megabytes_is_read_as_it_streams()
    {
        var json = new StringBuilder("""{"annotations": [{"image_id": 1, "category_id": 2, "segmentation": [[0.5""");
        for (var i = 0; i < 500_000; i++)
            json.Append(", 1.25");

        json.Append("]]}], \"images\": [{\"id\": 1, \"file_name\": \"1.png\"}],").Append(Categories).Append('}');

        Reading.All(_folder.Write("labels.json", json.ToString())).Should().ContainSingle().Which.Label.Should().Be("dog");
    }
}
