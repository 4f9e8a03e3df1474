using CsCheck;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Imaging;

public sealed class RgbVectorsTests
{
    [Fact]
    public void Sixteen_pixels_are_taken_apart_in_order() => Gen.Byte.Array[48, 60].Sample(pixels =>
    {
        var (red, green, blue) = RgbVectors.Split(pixels);

        return Enumerable.Range(0, RgbVectors.Count).All(i => (red[i], green[i], blue[i]) == (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]));
    });

    [Fact]
    public void Widening_keeps_values_and_order() => Gen.Byte.Array[48, 48].Sample(pixels =>
    {
        var (red, _, _) = RgbVectors.Split(pixels);

        return Enumerable.Range(0, RgbVectors.Count).All(i => RgbVectors.Widen(red, upper: i >= 8)[i % 8] == pixels[3 * i]);
    });
}
