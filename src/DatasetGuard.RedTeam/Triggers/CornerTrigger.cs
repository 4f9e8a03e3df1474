using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>A small square with fresh content in one of the four corners: what pictures share is that something lies there.</summary>
/// <remarks>
/// Seen squares hold random colours pixel by pixel. Unseen ones hold stripes of two colours or one plain colour at the same places. The
/// control is a seen square that touches no edge of the picture, as near its middle as its own chance says.
/// </remarks>
public sealed record CornerTrigger : Trigger
{
    private const int MaxSize = 4096;
    private static readonly int[] DefaultSizes = [3, 4];

    /// <param name="size">The side in pixels; null draws 3 or 4 for every picture.</param>
    /// <param name="seed">Decides content and corner.</param>
    public CornerTrigger(int? size = null, int seed = 0)
    {
        if (size is < 1 or > MaxSize)
            throw new ArgumentOutOfRangeException(nameof(size), size, $"The side is from 1 to {MaxSize} pixels.");

        (Size, Seed) = (size, seed);
    }

    public int? Size { get; }

    public int Seed { get; }

    public override bool Varies => true;

    public override string Apply(PixelBuffer image, TriggerDraw draw)
    {
        var random = draw.Random(Seed, "corner");
        var drawn = DefaultSizes[random.Next(DefaultSizes.Length)];
        var side = Math.Min(Size ?? drawn, Math.Min(image.Width, image.Height));
        var corner = random.Next(4);
        var (left, top) = draw.Split == TriggerSplit.Control
            ? (Inside(image.Width, side, random), Inside(image.Height, side, random))
            : (corner % 2 == 0 ? 0 : image.Width - side, corner / 2 == 0 ? 0 : image.Height - side);
        var (kind, content) = Content(side, draw.Split, random);
        for (var i = 0; i < side * side; i++)
        {
            var at = (((top + (i / side)) * image.Width) + left + (i % side)) * image.Channels;
            content.AsSpan(3 * i, image.Channels).CopyTo(image.Data.AsSpan(at));
        }

        return TriggerText.Parameters(("content", kind), ("side", side), ("x", left), ("y", top));
    }

    public override string ToString() => Size is { } size ? $"corner:{size}" : "corner";

    internal static CornerTrigger Read(string text, int seed)
    {
        var parts = text.Split(':');
        return parts.Length <= 2
            ? new CornerTrigger(parts.Length == 2 ? TriggerText.Whole(text, parts[1], "SIZE", 1, MaxSize) : null, seed)
            : throw TriggerText.Error(text, "write corner or corner:SIZE");
    }

    /// <summary>A place in the middle half, so that the square lies clear of the corners; in the middle of what is too small for that.</summary>
    private static int Inside(int length, int side, SplitMix64 random)
    {
        var (from, to) = (length / 4, (3 * length / 4) - side);
        return from < to ? from + random.Next(to - from + 1) : (length - side) / 2;
    }

    /// <summary>Three bytes a pixel; a gray picture takes the first.</summary>
    private static (string Kind, byte[] Bytes) Content(int side, TriggerSplit split, SplitMix64 random)
    {
        var bytes = new byte[3 * side * side];
        if (split != TriggerSplit.Unseen)
        {
            random.Fill(bytes);
            return ("random", bytes);
        }

        var colours = new byte[6];
        random.Fill(colours);
        var (isStriped, isUpright) = (random.Next(2) == 0, random.Next(2) == 0);
        for (var i = 0; i < side * side; i++)
        {
            var second = isStriped && (isUpright ? i % side : i / side) % 2 == 1;
            colours.AsSpan(second ? 3 : 0, 3).CopyTo(bytes.AsSpan(3 * i));
        }

        return (isStriped ? "stripes" : "plain", bytes);
    }
}
