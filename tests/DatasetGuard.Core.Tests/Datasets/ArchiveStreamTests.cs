using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class ArchiveStreamTests
{
    [Fact]
    public void Reading_stops_in_the_middle_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        using var stream = new ArchiveStream(new MemoryStream(new byte[100]), 1000, source.Token);
        stream.ReadExactly(new byte[50]);
        source.Cancel();

        var read = () => stream.ReadByte();

        read.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void A_read_over_the_limit_is_refused()
    {
        using var stream = new ArchiveStream(new MemoryStream(new byte[100]), 20, CancellationToken.None);

        var read = () => stream.Read(new byte[21]);

        stream.Read(new byte[20]).Should().Be(20);
        read.Should().Throw<InvalidDataException>();
    }

    [Theory]
    [InlineData(511, false)]
    [InlineData(512, true)]
    public void A_block_of_zeros_is_an_end_mark_however_it_is_read(int zeros, bool expected)
    {
        using var stream = new ArchiveStream(new MemoryStream([1, .. new byte[zeros]]), 1000, CancellationToken.None);
        while (stream.Read(new byte[100]) > 0)
        {
        }

        stream.IsAtEndMark.Should().Be(expected);
    }

    [Fact]
    public void Anything_but_zeros_is_no_padding()
    {
        using var padded = new ArchiveStream(new MemoryStream(new byte[200_000]), 1 << 20, CancellationToken.None);
        using var more = new ArchiveStream(new MemoryStream([.. new byte[200_000], 1]), 1 << 20, CancellationToken.None);

        padded.IsPaddingToTheEnd().Should().BeTrue();
        more.IsPaddingToTheEnd().Should().BeFalse();
    }
}
