using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class FeatureVectorTests : IDisposable
{
    private static readonly byte[] ThreeRows = NpyArrays.Rows([1, 2], [3, 4], [5, 6]);
    private static readonly byte[] ThreeLabels = NpyArrays.Labels(7, 1, 7);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("features", "labels")]
    [InlineData("embeddings", "y")]
    [InlineData("x", "y")]
    [InlineData("resnet50", "labels")]
    [InlineData("x_test", "y_test")]
    public void An_array_of_floats_with_labels_beside_it_is_a_dataset(string features, string labels)
    {
        var path = _folder.Write($"{features}.npy", ThreeRows);
        _folder.Write($"{labels}.npy", ThreeLabels);

        var samples = Reading.All(path);

        samples.Select(sample => (sample.Id, sample.Label)).Should().Equal(($"{features}/00000", "7"), ($"{features}/00001", "1"), ($"{features}/00002", "7"));
        samples.Select(Values).Should().BeEquivalentTo(new double[][] { [1, 2], [3, 4], [5, 6] }, options => options.WithStrictOrdering());
        samples[0].Split.Should().Be(features == "x_test" ? "test" : null);
    }

    [Theory]
    [InlineData("<f2", new byte[] { 0, 0x3C, 0, 0xC0 })]
    [InlineData(">f2", new byte[] { 0x3C, 0, 0xC0, 0 })]
    [InlineData("<f8", new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0 })]
    public void Every_float_is_read(string type, byte[] data) =>
        Values(Archive(NpyArrays.Npy(type, "1, 2", data), NpyArrays.Labels(0)).Single()).Should().Equal(1, -2);

    [Fact]
    public void Fortran_order_is_turned() =>
        Archive(NpyArrays.Npy("<f4", "3, 2", NpyArrays.Floats(1, 3, 5, 2, 4, 6), isFortran: true), ThreeLabels)
            .Select(Values).Should().BeEquivalentTo(new double[][] { [1, 2], [3, 4], [5, 6] }, options => options.WithStrictOrdering());

    [Fact]
    public void A_folder_with_images_and_their_features_is_one_of_images()
    {
        _folder.Write("images.npy", NpyArrays.Npy("|u1", "3, 1, 1", [1, 2, 3]));
        _folder.Write("features.npy", ThreeRows);
        _folder.Write("labels.npy", ThreeLabels);

        Reading.All(_folder.Path).Should().HaveCount(3).And.OnlyContain(sample => sample.Content is SampleContent.Raw);
        Reading.All(Path.Combine(_folder.Path, "features.npy")).Should().HaveCount(3).And.OnlyContain(sample => sample.Content is SampleContent.Vector);
    }

    [Fact]
    public void Labels_come_from_an_array_or_a_list_that_lies_elsewhere()
    {
        var features = _folder.Write("here/encoded.npy", ThreeRows);
        var array = _folder.Write("there/anything.npy", ThreeLabels);
        var list = _folder.Write("there/labels.csv", "path,label\nencoded/00002,cat\nencoded/00000,dog\n../x,cat\n"u8.ToArray());

        Labels(features, array).Should().Equal(("encoded/00000", "7"), ("encoded/00001", "1"), ("encoded/00002", "7"));
        Labels(features, list).Should().Equal(("encoded/00000", "dog"), ("encoded/00001", null), ("encoded/00002", "cat"), ("../x", "cat"));
    }

    [Fact]
    public void Labels_by_row_are_for_arrays_alone()
    {
        var image = _folder.Write("images/cat/1.png", Pictures.Png());
        var array = _folder.Write("labels.npy", ThreeLabels);

        var open = () => DatasetFormats.Open(Path.GetDirectoryName(Path.GetDirectoryName(image))!, "auto", DecodeLimits.Default, array);

        open.Should().Throw<DatasetException>().WithMessage("*NumPy array*CSV or JSONL*");
    }

    [Theory]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 784), }", "features are floats")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 0), }", "0 values")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999), }", "1 to 65,536")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (999999999, 65536), }", "Fortran")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (999999999, 65536), }", "999,999,999 feature vectors")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", "cut off")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), 'shape': (3, 1), }", "damaged")]
    public void Hostile_headers_are_refused(string header, string expected)
    {
        var path = _folder.Write("features.npy", [.. NpyArrays.Header(header), 1, 2]);
        _folder.Write("labels.npy", ThreeLabels);

        Reading.Refusal(path).Should().Contain(expected);
    }

    [Theory]
    [InlineData(float.NaN, "no number at place 1 of 2")]
    [InlineData(float.NegativeInfinity, "infinite at place 1 of 2")]
    [InlineData(1e30f, "1e+30 at place 1 of 2, and 1e+15 is the limit")]
    public void A_row_of_no_finite_numbers_is_a_fault_and_the_others_are_read(float value, string expected)
    {
        var dataset = Load(NpyArrays.Rows([1, 2], [3, value], [5, 6]), ThreeLabels);

        dataset.HoldsVectors.Should().BeTrue();
        dataset.Samples.Select(sample => sample.IsRead).Should().Equal(true, false, true);
        dataset.Samples[1].Fault.Should().Be(new DecodeFault(DecodeFaultKind.NotFinite, expected));
    }

    [Fact]
    public void Equal_vectors_have_equal_hashes_whatever_their_type()
    {
        var singles = Load(NpyArrays.Rows([0, 2], [0.5f, 2]), NpyArrays.Labels(0, 1));
        var halves = Load(NpyArrays.Npy("<f2", "2, 2", [0, 0x80, 0, 0x40, 0, 0x38, 0, 0x40]), NpyArrays.Labels(0, 1));

        halves.Samples.Select(sample => (sample.PixelHash, sample.ContentHash)).Should().Equal(singles.Samples.Select(sample => (sample.PixelHash, sample.ContentHash)));
        singles.Samples[0].PixelHash.Should().NotBe(singles.Samples[1].PixelHash);
    }

    [Fact]
    public void Images_and_vectors_or_vectors_of_two_lengths_are_not_scanned_together()
    {
        _folder.Write("images/cat/1.png", Pictures.Png());
        var two = _folder.Write("two.npz", NpyArrays.Npz(("x", ThreeRows), ("y", ThreeLabels)));
        var one = _folder.Write("one.npz", NpyArrays.Npz(("x", NpyArrays.Rows([1], [2])), ("y", NpyArrays.Labels(0, 1))));

        var mixed = () => Reading.Load(two, Path.Combine(_folder.Path, "images"));
        var lengths = () => Reading.Load(two, one);

        mixed.Should().Throw<DatasetException>().WithMessage("*cannot be scanned together*");
        lengths.Should().Throw<DatasetException>().WithMessage("*1 to 2 values*");
    }

    [Fact]
    public void Vectors_are_given_back_as_they_were()
    {
        var path = _folder.Write("data.npz", NpyArrays.Npz(("x", ThreeRows), ("y", ThreeLabels)));
        using var store = new PixelStore(_folder.Path);
        var (dataset, views) = new DatasetLoader(store, new ScanOptions { Jobs = 2 }, SilentProgress.Instance).Load([path], "auto", CancellationToken.None);

        var vector = new float[2];
        views.ReadVector(dataset.Samples[2], vector);

        vector.Should().Equal(5, 6);
        var tooShort = () => views.ReadVector(dataset.Samples[2], new float[1]);
        tooShort.Should().Throw<InvalidOperationException>();
    }

    private IEnumerable<(string Id, string? Label)> Labels(string features, string labels) =>
        DatasetFormats.Open(features, "auto", DecodeLimits.Default, labels).Read(CancellationToken.None).Select(sample => (sample.Id, sample.Label));

    private Dataset Load(byte[] features, byte[] labels) => Reading.Load(_folder.Write("data.npz", NpyArrays.Npz(("x", features), ("y", labels))));

    private List<RawSample> Archive(byte[] features, byte[] labels) => Reading.All(_folder.Write("data.npz", NpyArrays.Npz(("features", features), ("labels", labels))));

    private static double[] Values(RawSample sample) => ((SampleContent.Vector)sample.Content).Values.ToArray();
}
