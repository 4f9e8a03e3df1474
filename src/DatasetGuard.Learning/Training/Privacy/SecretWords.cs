using System.Runtime.InteropServices;

namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>The bits of a <see cref="SecretStream"/> one after the other, as many as are asked for.</summary>
/// <param name="stream">Whose.</param>
/// <param name="purpose">What they are for.</param>
/// <param name="step">Of the run.</param>
/// <param name="place">Of an image in the batch; every place has bits of its own, of which there are enough for 100,000 numbers.</param>
internal sealed class SecretWords(SecretStream stream, SecretStream.Purpose purpose, int step, int place = 0)
{
    private const int WordBits = 64;
    private const int PlaceBits = 16;

    private readonly byte[] _bytes = new byte[SecretStream.BlockLength * SecretStream.BlocksAtOnce];
    private long _firstBlock = (long)place << PlaceBits;
    private int _at = int.MaxValue;

    /// <summary>A whole number from 0 on, below 2 to the power of <paramref name="count"/>.</summary>
    /// <param name="count">Up to 64.</param>
    public ulong Bits(int count) => count == 0 ? 0 : Next() >> (WordBits - count);

    /// <summary>A whole number from 0 on, below a bound, each as likely as the others.</summary>
    public ulong Below(ulong bound)
    {
        // What is left over at the end would favour the small numbers.
        var end = ulong.MaxValue - (ulong.MaxValue % bound);
        var word = Next();
        while (word >= end)
            word = Next();

        return word % bound;
    }

    private ulong Next()
    {
        var words = MemoryMarshal.Cast<byte, ulong>(_bytes);
        if (_at >= words.Length)
        {
            stream.Fill(purpose, step, _firstBlock, _bytes);
            (_firstBlock, _at) = (_firstBlock + SecretStream.BlocksAtOnce, 0);
        }

        return words[_at++];
    }
}
