using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class FeatureArrayTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_are_read_in_order()
    {
        var array = Read(NpyArrays.Rows([1, 2], [3, 4], [5, 6]));

        (array.Rows, array.Length).Should().Be((3, 2));
        array.Row(1).ToArray().Should().Equal(3, 4);
    }

    [Fact]
    public void An_array_is_known_by_its_content()
    {
        FeatureSource.Of(_folder.Write("model.onnx", NpyArrays.Rows([1]))).IsArray.Should().BeTrue();
        FeatureSource.Of(_folder.Write("features.npy", [8, 1, 2, 3])).IsArray.Should().BeFalse();
    }

    [Theory]
    [InlineData("<f4", "2, 2", "cut off")]
    [InlineData("<f4", "1, 1", "goes on behind")]
    [InlineData("<f4", "999999999, 65536", "cut off")]
    [InlineData("<f4", "3,", "shape (3)")]
    [InlineData("<i4", "1, 3", "the type 'i4'")]
    public void An_array_that_is_no_features_is_refused(string type, string shape, string expected) =>
        Refusal(NpyArrays.Npy(type, shape, NpyArrays.Floats(1, 2, 3))).Should().Contain(expected);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-1e20f)]
    public void Values_that_blind_every_comparison_are_refused(float value) => Refusal(NpyArrays.Rows([1], [value])).Should().Contain("row 1");

    private string Refusal(byte[] array)
    {
        var read = () => Read(array);

        return read.Should().Throw<InvalidDataException>().Which.Message;
    }

    private FeatureArray Read(byte[] array) => FeatureArray.Read(FeatureSource.Of(_folder.Write("features.npy", array)));
}
