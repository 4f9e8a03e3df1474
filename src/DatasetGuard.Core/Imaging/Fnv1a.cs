using System.Runtime.CompilerServices;

namespace DatasetGuard.Core.Imaging;

/// <summary>FNV-1a, 32 bits (draft-eastlake-fnv): a quick hash of a few bytes that is the same in every process; no protection against collisions on purpose.</summary>
internal struct Fnv1a()
{
    private const uint Prime = 16777619;

    public uint Value { get; private set; } = 2166136261;

    public void Add(byte value) => Value = (Value ^ value) * Prime;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var value = Value;
        foreach (var item in bytes)
            value = (value ^ item) * Prime;

        Value = value;
    }
}
