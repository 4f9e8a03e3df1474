namespace DatasetGuard.RedTeam;

/// <summary>Random numbers that stay the same over .NET versions and platforms, unlike those of <see cref="Random"/>.</summary>
/// <remarks>
/// SplitMix64 of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014), section 5, with the constants
/// of the authors' Java code. Streams for different purposes are told apart by the FNV-1a hash of a name.
/// </remarks>
public sealed class SplitMix64(ulong state)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state = state;

    /// <summary>The stream of one purpose: other purposes with the same seed draw other numbers.</summary>
    public static SplitMix64 For(int seed, string purpose)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in purpose)
            hash = unchecked((hash ^ character) * 1099511628211UL);

        return new SplitMix64(new SplitMix64(hash + unchecked((uint)seed)).NextUInt64());
    }

    public ulong NextUInt64()
    {
        unchecked
        {
            var mixed = _state += Gamma;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>A whole number from 0 up to, not including, <paramref name="bound"/>; every one is equally likely.</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        // The last, incomplete run of values is drawn again: a plain remainder would favour small numbers.
        var end = ulong.MaxValue - (ulong.MaxValue % (uint)bound);
        ulong drawn;
        do
        {
            drawn = NextUInt64();
        }
        while (drawn >= end);

        return (int)(drawn % (uint)bound);
    }

    /// <summary>From 0 up to, not including, 1, in steps of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Of the normal distribution with mean 0 and deviation 1.</summary>
    /// <remarks>Box and Muller, "A Note on the Generation of Random Normal Deviates" (1958); the second deviate of each pair is not kept.</remarks>
    public double NextGaussian() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Uniform from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public double Between(double from, double to) => from + ((to - from) * NextDouble());

    /// <summary>Eight bytes a draw, the lowest first.</summary>
    public void Fill(Span<byte> bytes)
    {
        var drawn = 0UL;
        for (var i = 0; i < bytes.Length; i++)
        {
            drawn = i % 8 == 0 ? NextUInt64() : drawn >> 8;
            bytes[i] = (byte)drawn;
        }
    }

    /// <summary>Fisher and Yates' shuffle, from the end.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = Next(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
