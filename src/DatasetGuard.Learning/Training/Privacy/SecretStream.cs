using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>Random numbers that nobody can draw again who does not have the key: AES in counter mode.</summary>
/// <remarks>
/// A seed is printed beside the model, and whoever has it could take the noise away. The numbers of a step come from the key and the number of the step alone, so that a run that was
/// broken off draws the same noise again when it goes on, and does not reveal another sum of the same images.
/// </remarks>
internal sealed class SecretStream : IDisposable
{
    public const int KeyLength = 32;
    public const int BlockLength = 16;
    public const int BlocksAtOnce = 256;

    private const double Unit = 1.0 / (1L << 53);

    private readonly Aes _aes = Aes.Create();
    private readonly byte[] _key;
    private readonly Lock _gate = new();

    public SecretStream(byte[] key) => _aes.Key = _key = key;

    /// <summary>What the numbers are for.</summary>
    public enum Purpose
    {
        Batch = 1,
        Noise = 2,
        Changes = 3,
        Dropout = 4,
    }

    public ReadOnlySpan<byte> Key => _key;

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyLength);

    /// <summary>Numbers from 0 on, below 1.</summary>
    public void Uniform(Purpose purpose, int step, Span<double> values)
    {
        Span<byte> bytes = stackalloc byte[BlockLength * BlocksAtOnce];
        for (var at = 0; at < values.Length; at += 2 * BlocksAtOnce)
        {
            Fill(purpose, step, at / 2, bytes);
            var words = MemoryMarshal.Cast<byte, ulong>(bytes);
            for (var i = 0; i < words.Length && at + i < values.Length; i++)
                values[at + i] = (words[i] >> 11) * Unit;
        }
    }

    /// <summary>The bits of a step, from a block on. Safe from many threads.</summary>
    public void Fill(Purpose purpose, int step, long firstBlock, Span<byte> bytes)
    {
        for (var block = 0; block < BlocksAtOnce; block++)
        {
            var counter = bytes.Slice(block * BlockLength, BlockLength);
            BinaryPrimitives.WriteInt32LittleEndian(counter, (int)purpose);
            BinaryPrimitives.WriteInt32LittleEndian(counter[4..], step);
            BinaryPrimitives.WriteInt64LittleEndian(counter[8..], firstBlock + block);
        }

        lock (_gate)
            _aes.EncryptEcb(bytes, bytes, PaddingMode.None);
    }

    public void Dispose() => _aes.Dispose();
}
