namespace DatasetGuard.Learning.Training;

/// <summary>Changes that leave the class of a picture as it is: it is seen a little differently each time, and less of it is learned by heart.</summary>
public sealed record Augmentation
{
    /// <summary>Nothing is changed.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>How many pixels a picture is moved at most, in each direction. What comes in at the edge repeats the pixels of the edge.</summary>
    public int Shift { get; init; }

    /// <summary>Half of the pictures are turned left to right. Not for digits, letters and signs.</summary>
    public bool Flips { get; init; }

    /// <summary>A tenth of the smaller side: 2 of 28 pixels, 3 of 32.</summary>
    public static int ShiftFor(int height, int width) => Math.Min(height, width) / 10;

    /// <summary>Draws how one picture is changed, and changes it.</summary>
    internal void Apply(ReadOnlySpan<byte> from, Span<byte> to, int width, int channels, Random random)
    {
        var (down, right) = (random.Next(-Shift, Shift + 1), random.Next(-Shift, Shift + 1));
        Move(from, to, width, channels, down, right, Flips && random.Next(2) == 1);
    }

    /// <summary>Turns a picture left to right where asked, and then moves it.</summary>
    internal static void Move(ReadOnlySpan<byte> from, Span<byte> to, int width, int channels, int down, int right, bool flips)
    {
        var stride = width * channels;
        var height = from.Length / stride;
        for (var y = 0; y < height; y++)
        {
            var row = from.Slice(Math.Clamp(y - down, 0, height - 1) * stride, stride);
            for (var x = 0; x < width; x++)
            {
                var source = Math.Clamp(x - right, 0, width - 1);
                row.Slice((flips ? width - 1 - source : source) * channels, channels).CopyTo(to[((y * stride) + (x * channels))..]);
            }
        }
    }
}
