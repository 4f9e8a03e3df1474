using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;
using DatasetGuard.RedTeam.Triggers;
using SkiaSharp;

namespace DatasetGuard.Cli.Tests;

/// <summary>Draws small image folders: discs on noisy slopes, so that no two images agree in more than chance.</summary>
internal static class ImageFolders
{
    public const int PerClass = 120;
    public const int Poisoned = 20;

    private const int Side = 32;
    private static readonly string[] Classes = ["cat", "dog", "fox"];

    /// <summary>Three classes; with a trigger, the first twenty images of <c>dog</c> carry it.</summary>
    public static void Draw(string folder, Trigger? trigger = null, int perClass = PerClass, string poisonedClass = "dog")
    {
        foreach (var name in Classes.Select(name => name == "dog" ? poisonedClass : name))
        {
            var random = SplitMix64.For(7, name);
            for (var i = 0; i < perClass; i++)
            {
                var image = Picture(random);
                if (name == poisonedClass && i < Poisoned)
                    trigger?.Apply(image, new TriggerDraw($"{i}"));

                Save(image, Path.Combine(folder, name, $"{i:0000}.png"));
            }
        }
    }

    public static void Save(PixelBuffer image, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var pixels = new SKColor[image.Width * image.Height];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = new SKColor(image.Data[i * 3], image.Data[(i * 3) + 1], image.Data[(i * 3) + 2]);

        using var bitmap = new SKBitmap(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque) { Pixels = pixels };
        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }

    private static PixelBuffer Picture(SplitMix64 random)
    {
        Span<byte> chance = stackalloc byte[12];
        random.Fill(chance);
        var image = new PixelBuffer(Side, Side, 3);
        random.Fill(image.Pixels);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (dx, dy) = (x - (chance[0] % Side), y - (chance[1] % Side));
                var isInside = (dx * dx) + (dy * dy) < chance[2] % 200;
                for (var channel = 0; channel < 3; channel++)
                {
                    var slope = ((x * (chance[3 + channel] - 128)) + (y * (chance[6 + channel] - 128))) / 64;
                    var at = (((y * Side) + x) * 3) + channel;
                    image.Data[at] = (byte)Math.Clamp((isInside ? chance[9 + channel] : 128 + slope) + (image.Data[at] / 8) - 16, 0, 255);
                }
            }
        }

        return image;
    }
}
