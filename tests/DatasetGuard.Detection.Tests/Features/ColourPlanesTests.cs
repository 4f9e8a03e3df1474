using CsCheck;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class ColourPlanesTests
{
    [Fact]
    public void Planes_are_luma_and_colour_differences_to_the_last_bit() => Gen.Select(Gen.Int[1, 23], Gen.Int[1, 5]).SelectMany((width, height) => Gen.Byte.Array[width * height * 3].Select(data => new PixelBuffer(width, height, 3, data))).Sample(image =>
    {
        float[][] planes = [.. Enumerable.Range(0, 3).Select(_ => new float[image.Width * image.Height])];
        ColourPlanes.Fill(planes, image);

        return Enumerable.Range(0, image.Width * image.Height).All(i =>
        {
            float red = image.Data[3 * i], green = image.Data[(3 * i) + 1], blue = image.Data[(3 * i) + 2];
            var luma = (0.299f * red) + (0.587f * green) + (0.114f * blue);
            return (planes[0][i], planes[1][i], planes[2][i]) == (luma, 0.564f * (blue - luma), 0.713f * (red - luma));
        });
    });

    [Fact]
    public void A_gray_image_is_its_own_luma()
    {
        float[][] planes = [new float[6]];

        ColourPlanes.Fill(planes, new PixelBuffer(3, 2, 1, [0, 1, 2, 253, 254, 255]));

        planes[0].Should().Equal(0, 1, 2, 253, 254, 255);
    }
}
