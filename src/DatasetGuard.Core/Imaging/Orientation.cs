namespace DatasetGuard.Core.Imaging;

/// <summary>Turns a picture the way its EXIF orientation tag says (EXIF 2.3, tag 0x0112, values 1 to 8).</summary>
internal static class Orientation
{
    public static PixelBuffer Apply(PixelBuffer image, int tag, byte[] scratch)
    {
        var swapped = tag >= 5;
        var (width, height) = swapped ? (image.Height, image.Width) : (image.Width, image.Height);
        var turned = new PixelBuffer(width, height, image.Channels, scratch);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (sourceX, sourceY) = Source(tag, x, y, image.Width, image.Height);
                var from = ((sourceY * image.Width) + sourceX) * image.Channels;
                var to = ((y * width) + x) * image.Channels;
                for (var channel = 0; channel < image.Channels; channel++)
                    scratch[to + channel] = image.Data[from + channel];
            }
        }

        return turned;
    }

    private static (int X, int Y) Source(int tag, int x, int y, int width, int height) => tag switch
    {
        2 => (width - 1 - x, y),
        3 => (width - 1 - x, height - 1 - y),
        4 => (x, height - 1 - y),
        5 => (y, x),
        6 => (y, height - 1 - x),
        7 => (width - 1 - y, height - 1 - x),
        8 => (width - 1 - y, x),
        _ => (x, y),
    };
}
