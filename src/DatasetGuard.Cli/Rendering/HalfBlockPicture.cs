using DatasetGuard.Core.Imaging;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DatasetGuard.Cli.Rendering;

/// <summary>A picture as text: each character is an upper half block, its ink the upper pixel and its ground the lower one.</summary>
/// <remarks>A character cell is about twice as high as wide, so the pixels are nearly square.</remarks>
internal sealed class HalfBlockPicture(PixelBuffer picture) : Renderable
{
    private const string UpperHalf = "\u2580";

    protected override Measurement Measure(RenderOptions options, int maxWidth) => new(picture.Width, picture.Width);

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        for (var y = 0; y < picture.Height; y += 2)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                var ground = y + 1 < picture.Height ? At(x, y + 1) : (Color?)null;
                yield return new Segment(UpperHalf, new Style(At(x, y), ground));
            }

            yield return Segment.LineBreak;
        }
    }

    private Color At(int x, int y)
    {
        var at = ((y * picture.Width) + x) * picture.Channels;
        var data = picture.Data;
        return picture.Channels == 3 ? new Color(data[at], data[at + 1], data[at + 2]) : new Color(data[at], data[at], data[at]);
    }
}
