using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class NpyReaderTests : IDisposable
{
    private static readonly byte[] TwoLabels = NpyArrays.Npy("|u1", "2,", [7, 1]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("x_train y_train x_test y_test", "train test")]
    [InlineData("train_images train_labels val_images val_labels", "train validation")]
    [InlineData("images labels", "")]
    [InlineData("X y", "")]
    [InlineData("arr_0 arr_1", "")]
    public void Pairs_are_found_by_their_names(string names, string splits)
    {
        var images = NpyArrays.Npy("|u1", "2, 2, 3", [.. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        var members = names.Split(' ').Select((name, i) => (name, i % 2 == 0 ? images : TwoLabels)).ToArray();

        var dataset = Reading.Load(_folder.Write("data.npz", NpyArrays.Npz(members)));

        dataset.Formats.Should().Equal("npy");
        dataset.Classes.Should().Equal("1", "7");
        dataset.Splits.Should().BeEquivalentTo(splits.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        dataset.Samples.Should().HaveCount(members.Length).And.OnlyContain(sample => sample.Facts == new ImageFacts("raw", 3, 2, true));
    }

    [Fact]
    public void Files_that_lie_side_by_side_are_a_pair()
    {
        var images = _folder.Write("x_train.npy", NpyArrays.Npy("|u1", "2, 1, 1", [9, 8]));
        _folder.Write("y_train.npy", TwoLabels);
        _folder.Write("x_test.npy", NpyArrays.Npy("|u1", "2, 1, 1", [7, 6]));
        _folder.Write("y_test.npy", TwoLabels);

        Reading.All(images).Select(sample => (sample.Id, sample.Label, Pixels(sample)[0])).Should().Equal(("x_train/00000", "7", 9), ("x_train/00001", "1", 8));
        Reading.All(_folder.Path).Select(sample => sample.Split).Should().Equal("test", "test", "train", "train");
    }

    [Theory]
    [InlineData("2, 2, 1", new byte[] { 1, 2, 3, 4 }, new byte[] { 1, 2 })]
    [InlineData("2, 1, 1, 3", new byte[] { 1, 2, 3, 4, 5, 6 }, new byte[] { 1, 2, 3 })]
    [InlineData("2, 1, 1, 4", new byte[] { 1, 2, 3, 99, 4, 5, 6, 99 }, new byte[] { 1, 2, 3 })]
    [InlineData("2, 1, 2, 1", new byte[] { 1, 2, 3, 4 }, new byte[] { 1, 2 })]
    [InlineData("2, 3, 1, 2", new byte[] { 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0 }, new byte[] { 1, 3, 5, 2, 4, 6 })]
    public void The_shape_tells_where_the_channels_are(string shape, byte[] data, byte[] first) => First("|u1", shape, data).Should().Equal(first);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_versions_of_the_header_are_read(byte version) =>
        Read(NpyArrays.Npy("|u1", "2, 1, 1", [5, 6], version: version), TwoLabels).Select(sample => Pixels(sample)[0]).Should().Equal(5, 6);

    [Fact]
    public void Fortran_order_is_turned()
    {
        // Of the array a[sample, row, column] with a[s, r, c] = 100 s + 10 r + c, the first index runs fastest.
        byte[] data = [0, 100, 10, 110, 20, 120, 1, 101, 11, 111, 21, 121];

        var samples = Read(NpyArrays.Npy("|u1", "2, 3, 2", data, isFortran: true), TwoLabels);

        samples.Select(Pixels).Should().BeEquivalentTo(new byte[][] { [0, 1, 10, 11, 20, 21], [100, 101, 110, 111, 120, 121] }, options => options.WithStrictOrdering());
    }

    [Theory]
    [InlineData(new float[] { 0, 0.5f, 1, 0 }, new byte[] { 0, 128 })]
    [InlineData(new float[] { 0, 1, 255, 100 }, new byte[] { 0, 1 })]
    [InlineData(new float[] { -1, 0, 1, 0.25f }, new byte[] { 0, 128 })]
    public void Floats_are_scaled_by_the_range_of_the_whole_array(float[] data, byte[] first) => First("<f4", "2, 1, 2", NpyArrays.Floats(data)).Should().Equal(first);

    [Theory]
    [InlineData("<u2", new byte[] { 255, 255, 0, 128 }, new byte[] { 255 })]
    [InlineData(">u2", new byte[] { 255, 255, 128, 0 }, new byte[] { 255 })]
    [InlineData("<i8", new byte[] { 200, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0 }, new byte[] { 200 })]
    [InlineData("<f2", new byte[] { 0, 0x3C, 0, 0x38 }, new byte[] { 255 })]
    [InlineData("|b1", new byte[] { 1, 0 }, new byte[] { 255 })]
    public void Other_numbers_are_scaled_to_bytes(string type, byte[] data, byte[] first) => First(type, "2, 1, 1", data).Should().Equal(first);

    [Theory]
    [InlineData(new float[] { 0.1f, 0.2f, 0.3f, 255 }, "not in one scale")]
    [InlineData(new float[] { -300, 1, 300, 2 }, "from -300 to 300")]
    [InlineData(new float[] { 0, float.NaN, 0, 0 }, "no numbers")]
    public void Values_in_no_one_scale_are_refused(float[] data, string expected) =>
        Refusal(NpyArrays.Npy("<f4", "4, 1, 1", NpyArrays.Floats(data)), NpyArrays.Npy("|u1", "4,", [1, 2, 3, 4])).Should().Contain(expected);

    [Theory]
    [InlineData("<i8", "2, 1", new byte[] { 5, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255 }, "5 -1")]
    [InlineData("<f4", "2,", new byte[] { 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x3F }, "3 1")]
    [InlineData("<U3", "2,", new byte[] { 99, 0, 0, 0, 97, 0, 0, 0, 116, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "cat d")]
    [InlineData("|S3", "2,", new byte[] { 99, 97, 116, 100, 0, 0 }, "cat d")]
    [InlineData("|u1", "2, 3", new byte[] { 0, 0, 1, 1, 0, 0 }, "2 0")]
    public void Labels_are_numbers_texts_or_rows_with_a_single_one(string type, string shape, byte[] data, string expected) =>
        string.Join(' ', Read(NpyArrays.Npy("|u1", "2, 1, 1", [0, 0]), NpyArrays.Npy(type, shape, data)).Select(sample => sample.Label)).Should().Be(expected);

    [Theory]
    [InlineData("|u1", "2, 3", new byte[] { 0, 1, 1, 1, 0, 0 }, "several labels")]
    [InlineData("|u1", "2, 3", new byte[] { 0, 0, 0, 1, 0, 0 }, "without a label")]
    [InlineData("|u1", "3,", new byte[] { 0, 0, 0 }, "2 images in 'images' and 3 labels")]
    [InlineData("|u1", "2,", new byte[] { 0 }, "cut off")]
    [InlineData("|u1", "2,", new byte[] { 0, 1, 2 }, "goes on behind")]
    [InlineData("<f4", "2,", new byte[] { 0, 0, 0, 0x3F, 0, 0, 0, 0 }, "0.5 is no class")]
    public void Labels_of_another_kind_are_refused(string type, string shape, byte[] data, string expected) =>
        Refusal(NpyArrays.Npy("|u1", "2, 1, 1", [0, 0]), NpyArrays.Npy(type, shape, data)).Should().Contain(expected);

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "never loaded")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "records")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (2, 1, 1), }", "of the type 'c8'")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 784), }", "its shape is (2, 784)")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 5, 5, 7), }", "its shape is (2, 5, 5, 7)")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", "its shape is ()")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 0, 5), }", "empty or over the limits")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 100000, 100000), }", "empty or over the limits")]
    [InlineData("{'descr': '<f8', 'fortran_order': True, 'shape': (999999999, 100, 100), }", "Fortran")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999, 1, 1), }", "axis of length")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 1), 'shape': (1, 1, 1), }", "damaged")]
    [InlineData("{'descr': '<U99999', 'fortran_order': False, 'shape': (2,), }", "of the type")]
    [InlineData("hello", "damaged")]
    public void Arrays_that_hold_no_pictures_are_refused(string header, string expected) =>
        Refusal([.. NpyArrays.Header(header), 1, 2], TwoLabels).Should().Contain(expected);

    [Fact]
    public void Headers_of_gigabytes_are_refused_before_memory_is_taken() =>
        Refusal([0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0x7F], TwoLabels).Should().Contain("the limit is");

    [Fact]
    public void A_thousand_million_images_of_nothing_end_where_the_data_end() =>
        Refusal(NpyArrays.Npy("|u1", "999999999, 1, 1", new byte[50]), NpyArrays.Npy("|u1", "999999999,", new byte[50])).Should().Contain("cut off");

    [Fact]
    public void An_archive_without_a_pair_names_what_it_has() =>
        Reading.Refusal(_folder.Write("data.npz", NpyArrays.Npz(("weights", TwoLabels), ("b\nias", TwoLabels)))).Should().Contain("weights").And.Contain("b\\u000Aias");

    [Fact]
    public void Two_arrays_of_one_name_are_refused() =>
        Reading.Refusal(_folder.Write("data.npz", NpyArrays.Npz(("x", TwoLabels), ("x", TwoLabels), ("y", TwoLabels)))).Should().Contain("one name");

    [Theory]
    [InlineData(30)]
    [InlineData(200)]
    public void An_archive_that_is_cut_off_is_refused(int length)
    {
        var bytes = NpyArrays.Npz(("images", NpyArrays.Npy("|u1", "2, 1, 1", [1, 2])), ("labels", TwoLabels));

        Reading.Refusal(_folder.Write("data.npz", bytes.AsSpan(0, length)), format: "npy").Should().Contain("cannot be read");
    }

    [Fact]
    public void A_bomb_costs_the_memory_of_one_image()
    {
        var zeros = new byte[100_000_000];
        var path = _folder.Write("data.npz", NpyArrays.Npz(("images", NpyArrays.Npy("|u1", "100, 1000, 1000", zeros)), ("labels", NpyArrays.Npy("|u1", "100,", new byte[100]))));
        zeros = null;
        var peak = 0L;

        foreach (var sample in DatasetFormats.Open(path, "auto", DecodeLimits.Default).Read(CancellationToken.None).Take(20))
            peak = Math.Max(peak, ((SampleContent.Raw)sample.Content).Pixels.Data.Length);

        peak.Should().Be(1_000_000);
    }

    private byte[] First(string type, string shape, byte[] data) => Pixels(Read(NpyArrays.Npy(type, shape, data), TwoLabels)[0]);

    private List<RawSample> Read(byte[] images, byte[] labels) => Reading.All(_folder.Write("data.npz", NpyArrays.Npz(("images", images), ("labels", labels))));

    private string Refusal(byte[] images, byte[] labels) => Reading.Refusal(_folder.Write("data.npz", NpyArrays.Npz(("images", images), ("labels", labels))));

    private static byte[] Pixels(RawSample sample) => ((SampleContent.Raw)sample.Content).Pixels.Pixels.ToArray();
}
