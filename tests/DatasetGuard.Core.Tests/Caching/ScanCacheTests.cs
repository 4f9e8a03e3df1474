using System.Runtime.Versioning;
using DatasetGuard.Core.Caching;

namespace DatasetGuard.Core.Tests.Caching;

public sealed class ScanCacheTests : IDisposable
{
    private static readonly CacheKey Key = CacheKey.Of("key"u8);

    private readonly TempFolder _folder = new();

    private string Cache => Path.Combine(_folder.Path, "cache");

    private string Pack => Directory.GetFiles(Cache, "*.pack").Should().ContainSingle().Subject;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_entry_is_found_again_with_its_head_and_its_body_and_no_other_is()
    {
        Add(Key, "head"u8, "body"u8);

        using var cache = Open();
        var entry = cache.Find(Key)!.Value;
        var body = new byte[entry.Body.Length];
        entry.Body.Read(body);

        entry.Head.Should().Equal("head"u8.ToArray());
        body.Should().Equal("body"u8.ToArray());
        cache.Find(CacheKey.Of("other"u8)).Should().BeNull();
        cache.Find(Key with { Low = Key.Low + 1 }).Should().BeNull("half of a key is not enough");
    }

    [Fact]
    public void Every_flipped_byte_is_noticed()
    {
        Add(Key, "head"u8, "body"u8);
        var sound = File.ReadAllBytes(Pack);
        var path = Pack;
        for (var i = 0; i < sound.Length; i++)
        {
            var bytes = sound.ToArray();
            bytes[i] ^= 1;
            File.WriteAllBytes(path, bytes);

            Read().Should().BeNull($"byte {i} is another");
        }

        File.WriteAllBytes(path, sound);
        Read().Should().Be("headbody");
    }

    [Fact]
    public void Every_cut_is_noticed_and_what_is_no_pack_is_removed()
    {
        Add(Key, "head"u8, "body"u8);
        var sound = File.ReadAllBytes(Pack);
        var path = Pack;
        for (var length = 0; length < sound.Length; length++)
        {
            File.WriteAllBytes(path, sound[..length]);

            Read().Should().BeNull();
            File.Exists(path).Should().BeFalse();
        }
    }

    [Fact]
    public void The_pack_of_another_engine_is_left_alone()
    {
        Add(Key, "head"u8, "body"u8);
        using (var writer = new PackWriter(Cache, new byte[PackFormat.EngineLength], File.Create))
        {
            writer.Add(CacheKey.Of("foreign"u8), 1, 2, [3], [4]);
            writer.Finish();
        }

        using var cache = Open();

        cache.Find(CacheKey.Of("foreign"u8)).Should().BeNull();
        cache.Find(Key).Should().NotBeNull();
        Directory.GetFiles(Cache).Should().HaveCount(2);
    }

    [Fact]
    public void A_body_that_is_lost_is_told_and_its_pack_goes()
    {
        Add(Key, "head"u8, "body"u8);
        using var cache = Open();
        var body = cache.Find(Key)!.Value.Body;
        using (var file = new FileStream(Pack, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = body.Position;
            file.WriteByte(0);
        }

        var read = () => body.Read(new byte[body.Length]);

        read.Should().Throw<InvalidDataException>();
        cache.HasLostBodies.Should().BeTrue();
        cache.Commit();
        Directory.GetFiles(Cache).Should().BeEmpty();
    }

    [Fact]
    public void A_full_disk_is_told_and_nothing_is_left()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device that is always full.");
        using (var cache = new ScanCache(Cache, TimeProvider.System, trustsFiles: true) { CreateFile = _ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0) })
        {
            cache.OpenPacks();
            cache.Add(Key, "head"u8, "body"u8);
            cache.Commit();

            cache.Trouble.Should().StartWith($"The cache in '{Cache}' cannot be written: ");
            cache.Find(Key).Should().BeNull();
        }

        Directory.GetFiles(Cache).Should().BeEmpty();
    }

    [Fact]
    public void A_disk_that_gets_full_at_the_end_is_told_and_nothing_is_left()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device that is always full.");
        using (var cache = new ScanCache(Cache, TimeProvider.System, trustsFiles: true) { CreateFile = _ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite) })
        {
            cache.OpenPacks();
            cache.Add(Key, "head"u8, "body"u8);
            cache.Trouble.Should().BeNull("it is still in memory");
            cache.Commit();

            cache.Trouble.Should().StartWith($"The cache in '{Cache}' cannot be written: ");
        }

        Directory.GetFiles(Cache).Should().BeEmpty();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told()
    {
        File.WriteAllText(Cache, "a file");

        using var cache = Open();
        cache.Add(Key, "head"u8, "body"u8);
        cache.Commit();

        cache.Trouble.Should().StartWith($"The cache in '{Cache}' cannot be used: ");
        File.ReadAllText(Cache).Should().Be("a file");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_that_may_only_be_read_is_read_and_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "Nothing is forbidden to root.");
        Add(Key, "head"u8, "body"u8);
        File.SetUnixFileMode(Cache, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            using var cache = Open();
            cache.Find(Key).Should().NotBeNull();
            cache.Add(CacheKey.Of("more"u8), [], []);

            cache.Trouble.Should().StartWith($"The cache in '{Cache}' cannot be written: ");
        }
        finally
        {
            File.SetUnixFileMode(Cache, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void What_a_killed_scan_left_is_removed_and_what_another_one_writes_is_not()
    {
        Directory.CreateDirectory(Cache);
        var left = Path.Combine(Cache, "left.pack.unfinished");
        File.WriteAllText(left, "half");
        File.SetLastWriteTimeUtc(left, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));
        var path = Path.Combine(Cache, "written.pack.unfinished");
        using var written = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Delete);
        File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));

        using var cache = Open();
        cache.Commit();

        Directory.GetFiles(Cache).Should().Equal(path);
    }

    [Fact]
    public void The_packs_that_were_used_last_stay()
    {
        for (var i = 0; i < 60; i++)
        {
            Add(CacheKey.Of([(byte)i]), [], []);
            using var cache = Open();
            cache.Find(CacheKey.Of([0])).Should().NotBeNull();
            cache.Commit();
        }

        using var last = Open();
        Directory.GetFiles(Cache).Length.Should().BeInRange(2, 48);
        last.Find(CacheKey.Of([59])).Should().NotBeNull();
    }

    private void Add(CacheKey key, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        using var cache = Open();
        cache.Add(key, head, body);
        cache.Commit();
        cache.Trouble.Should().BeNull();
    }

    private string? Read()
    {
        using var cache = Open();
        if (cache.Find(Key) is not { } entry)
            return null;

        var body = new byte[entry.Body.Length];
        try
        {
            entry.Body.Read(body);
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return System.Text.Encoding.ASCII.GetString([.. entry.Head, .. body]);
    }

    private ScanCache Open() => ScanCache.Open(Cache, TimeProvider.System);
}
