namespace DatasetGuard.Core.Reports.Html;

/// <summary>Keeps what is written up to a limit; beyond it nothing more is kept.</summary>
internal sealed class LimitedStream(long limit) : MemoryStream
{
    public bool IsOverflowing { get; private set; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        IsOverflowing |= Length + count > limit;
        if (!IsOverflowing)
            base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    public override void WriteByte(byte value) => Write([value], 0, 1);
}
