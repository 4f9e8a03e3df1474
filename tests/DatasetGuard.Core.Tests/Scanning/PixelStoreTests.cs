using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Scanning;

public sealed class PixelStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_of_many_threads_come_back_as_they_were_written()
    {
        using var store = new PixelStore(_folder.Path);
        var offsets = new long[1000];

        Parallel.For(0, offsets.Length, i => offsets[i] = store.Append(Record(i)));
        store.Flush();

        Parallel.For(0, offsets.Length, i =>
        {
            var record = new byte[Record(i).Length];
            store.Read(offsets[i], record);
            record.Should().Equal(Record(i));
        });
    }

    [Fact]
    public void Room_that_was_set_aside_is_filled_in_any_order()
    {
        using var store = new PixelStore(_folder.Path);
        var room = store.Reserve(4);
        var behind = store.Append([9]);

        store.Write(room + 2, [3, 4]);
        store.Write(room, [1, 2]);
        store.Flush();

        var all = new byte[5];
        store.Read(room, all);
        all.Should().Equal(1, 2, 3, 4, 9);
        behind.Should().Be(room + 4);
    }

    [Fact]
    public void Reading_beyond_the_end_is_an_error_and_no_loop()
    {
        using var store = new PixelStore(_folder.Path);

        var place = store.Append([1]);
        store.Flush();

        var read = () => store.Read(place, new byte[2]);

        read.Should().Throw<IOException>();
    }

    [Fact]
    public void Nothing_is_left_behind_even_by_a_scan_that_is_killed()
    {
        using (var store = new PixelStore(_folder.Path))
        {
            store.Append([1, 2, 3]);
            if (!OperatingSystem.IsWindows())
                Directory.EnumerateFiles(_folder.Path).Should().BeEmpty("a file without a name ends with its process");
        }

        Directory.EnumerateFiles(_folder.Path).Should().BeEmpty();
    }

    /// <summary>Small ones, which go to the file together, and now and then a large one.</summary>
    private static byte[] Record(int i) => [.. Enumerable.Range(0, i % 50 == 0 ? 40_000 : 1 + (i % 300)).Select(k => (byte)(i + k))];
}
