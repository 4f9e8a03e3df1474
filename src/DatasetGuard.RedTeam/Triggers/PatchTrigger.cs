using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>A small square that covers the same place in every picture.</summary>
/// <remarks>
/// The "single pixel" and "pattern" backdoors of Gu, Dolan-Gavitt and Garg, "BadNets: Identifying Vulnerabilities in the Machine
/// Learning Model Supply Chain" (2017, arXiv 1708.06733), section 3: bright pixels near the bottom right corner.
/// </remarks>
public sealed record PatchTrigger : Trigger
{
    public const int DefaultSize = 3;

    private const int MaxSize = 4096;
    private const int MaxPlace = 1_000_000;

    // A gray picture takes the first.
    private readonly byte[] _colour = new byte[3];

    /// <param name="pattern">What the square shows.</param>
    /// <param name="size">Its side in pixels; 1 for <see cref="PatchPattern.Pixel"/>.</param>
    /// <param name="place">Its top left corner; null puts it one pixel from the bottom right corner of the picture.</param>
    /// <param name="seed">The colour, where it is random.</param>
    public PatchTrigger(PatchPattern pattern, int size = DefaultSize, (int X, int Y)? place = null, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize);
        Pattern = pattern;
        Size = pattern == PatchPattern.Pixel ? 1 : size;
        Place = place;
        Seed = pattern == PatchPattern.RandomColour ? seed : 0;
        SplitMix64.For(seed, "patch colour").Fill(_colour);
    }

    public PatchPattern Pattern { get; }

    public int Size { get; }

    public (int X, int Y)? Place { get; }

    /// <summary>0 where nothing is random.</summary>
    public int Seed { get; }

    /// <summary>Draws the square. Where it would stick out, it is moved into the picture; what is larger than the picture is cut.</summary>
    /// <remarks>The control is the same square at the opposite side.</remarks>
    public override string Apply(PixelBuffer image, TriggerDraw draw)
    {
        var (left, top) = Corner(image);
        if (draw.Split == TriggerSplit.Control)
            (left, top) = (Math.Max(0, image.Width - Size - left), Math.Max(0, image.Height - Size - top));

        for (var y = 0; y < Math.Min(Size, image.Height); y++)
        {
            for (var x = 0; x < Math.Min(Size, image.Width); x++)
            {
                var at = (((top + y) * image.Width) + left + x) * image.Channels;
                for (var channel = 0; channel < image.Channels; channel++)
                    image.Data[at + channel] = Value(x, y, channel);
            }
        }

        return "";
    }

    public override string ToString()
    {
        var size = Pattern == PatchPattern.Pixel || Size == DefaultSize ? "" : $":{Size}";
        return $"{NameOf(Pattern)}{size}{(Place is var (x, y) ? $"@{x},{y}" : "")}";
    }

    public bool Equals(PatchTrigger? other) =>
        other is not null && (Pattern, Size, Place, Seed) == (other.Pattern, other.Size, other.Place, other.Seed);

    public override int GetHashCode() => HashCode.Combine(Pattern, Size, Place, Seed);

    internal static PatchTrigger Read(string name, string text, int seed)
    {
        var pattern = Enum.GetValues<PatchPattern>().First(pattern => NameOf(pattern) == name);
        var parts = text.Split('@');
        var square = parts[0].Split(':');
        if (parts.Length > 2 || square.Length > (pattern == PatchPattern.Pixel ? 1 : 2))
            throw TriggerText.Error(text, pattern == PatchPattern.Pixel ? "write pixel or pixel@X,Y" : $"write {name}, {name}:SIZE or {name}:SIZE@X,Y");

        var size = square.Length > 1 ? TriggerText.Whole(text, square[1], "SIZE", 1, MaxSize) : DefaultSize;
        return new PatchTrigger(pattern, size, parts.Length > 1 ? ReadPlace(text, parts[1]) : null, seed);
    }

    private static (int X, int Y) ReadPlace(string text, string place)
    {
        var parts = place.Split(',');
        return parts.Length == 2
            ? (TriggerText.Whole(text, parts[0], "X", 0, MaxPlace), TriggerText.Whole(text, parts[1], "Y", 0, MaxPlace))
            : throw TriggerText.Error(text, "a place is written @X,Y");
    }

    private static string NameOf(PatchPattern pattern) => pattern switch
    {
        PatchPattern.Checker => "checker",
        PatchPattern.White => "white",
        PatchPattern.RandomColour => "rcol",
        _ => "pixel",
    };

    private (int Left, int Top) Corner(PixelBuffer image)
    {
        var (x, y) = Place ?? (image.Width - 1 - Size, image.Height - 1 - Size);
        return (Math.Max(0, Math.Min(x, image.Width - Size)), Math.Max(0, Math.Min(y, image.Height - Size)));
    }

    private byte Value(int x, int y, int channel) => Pattern switch
    {
        PatchPattern.Checker => (byte)(((x * 3 / Size) + (y * 3 / Size)) % 2 == 0 ? 255 : 0),
        PatchPattern.RandomColour => _colour[channel],
        _ => 255,
    };
}
