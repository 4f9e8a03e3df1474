namespace DatasetGuard.Core.Caching;

/// <summary>What earlier scans worked out, in a folder that any number of scans share. Safe from many threads.</summary>
/// <remarks>
/// Entries are found by a digest of all that they depend on and verified by a digest of their own; whatever is not as it was written counts
/// as not there. Whoever may write to the folder can forge entries, so that it must belong to the user. Nothing here fails a scan: what
/// keeps the cache from being used is told in <see cref="Trouble"/>.
/// </remarks>
public sealed class ScanCache : IDisposable
{
    /// <summary>What is least recently used goes beyond that.</summary>
    private const long MaxBytes = 10L << 30;

    /// <summary>The most that one scan adds, so that it does not push out what it found itself.</summary>
    private const long MaxAdded = MaxBytes / 2;

    /// <summary>Every lookup goes through all packs, and every scan that meets a change adds one.</summary>
    private const int MaxPacks = 48;

    private const int WriteBuffer = 1 << 20;

    /// <summary>A pack that nobody finished and nobody has open is left behind by a killed scan; a very young one may be about to be locked.</summary>
    private static readonly TimeSpan UnfinishedAge = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly List<CachePack> _packs = [];
    private readonly Lock _writing = new();
    private PackWriter? _writer;

    internal ScanCache(string folder, TimeProvider time, bool trustsFiles)
    {
        _folder = folder;
        Time = time;
        TrustsFiles = trustsFiles;
    }

    /// <summary>What kept the cache from being used, for people; null when nothing did.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Files that the system says are unchanged need not be read.</summary>
    internal bool TrustsFiles { get; }

    internal TimeProvider Time { get; }

    /// <summary>Makes a file that can be renamed while it is written, and that nobody can open alone until it is closed.</summary>
    internal Func<string, Stream> CreateFile { get; init; } = path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, WriteBuffer);

    /// <summary>Pixels that were counted on are not there any more: what was worked out without them is void.</summary>
    internal bool HasLostBodies => _packs.Exists(pack => pack.HasLostBody);

    /// <summary>Opens the folder, and makes it when it is not there. Never throws for what is in it.</summary>
    /// <param name="folder">Of the user alone.</param>
    /// <param name="time">Tells whether a file has rested since it was written.</param>
    /// <param name="trustsFiles">False to read every file again, also those that the system says are unchanged.</param>
    public static ScanCache Open(string folder, TimeProvider time, bool trustsFiles = true)
    {
        var cache = new ScanCache(folder, time, trustsFiles);
        cache.OpenPacks();
        return cache;
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _packs.ForEach(pack => pack.Dispose());
    }

    internal CacheEntry? Find(CacheKey key)
    {
        foreach (var pack in _packs)
        {
            if (pack.Find(key) is { } entry)
                return entry;
        }

        return null;
    }

    /// <summary>Keeps an entry, unless there is no room for it.</summary>
    internal void Add(CacheKey key, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        if (Trouble is not null)
            return;

        var bodyDigest = PackFormat.Digest(body);
        var headDigest = PackFormat.HeadDigest(key, bodyDigest, head);
        lock (_writing)
        {
            if (Trouble is not null)
                return;

            try
            {
                _writer ??= new PackWriter(_folder, EngineIdentity.Digest, CreateFile);

                // Room is left for the outcomes, which come last and weigh little.
                if (_writer.Length + body.Length < (body.IsEmpty ? MaxBytes : MaxAdded))
                    _writer.Add(key, headDigest, bodyDigest, head, body);
            }
            catch (Exception error) when (StorageFault.Is(error))
            {
                Tell("cannot be written", error);
            }
        }
    }

    /// <summary>Keeps what was added for later scans, and makes room.</summary>
    internal void Commit()
    {
        lock (_writing)
        {
            try
            {
                if (Trouble is null)
                    _writer?.Finish();
            }
            catch (Exception error) when (StorageFault.Is(error))
            {
                Tell("cannot be written", error);
            }

            _writer?.Dispose();
            _writer = null;
        }

        foreach (var pack in _packs)
        {
            if (pack.IsDiscarded)
                Delete(pack.Path);
            else if (pack.IsUsed)
                Quietly(() => File.SetLastWriteTimeUtc(pack.Path, Time.GetUtcNow().UtcDateTime));
        }

        Quietly(MakeRoom);
    }

    internal void OpenPacks()
    {
        try
        {
            Make(_folder);
            foreach (var file in new DirectoryInfo(_folder).EnumerateFiles("*" + PackFormat.Extension))
                OpenPack(file.FullName);
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            Tell("cannot be used", error);
        }

        // The largest is the likeliest.
        _packs.Sort((a, b) => b.Count.CompareTo(a.Count));
    }

    private static void Make(string folder)
    {
        // The pixels of the dataset are nobody else's.
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void OpenPack(string path)
    {
        try
        {
            if (CachePack.Open(path, EngineIdentity.Digest) is { } pack)
                _packs.Add(pack);
        }
        catch (InvalidDataException)
        {
            // It will be built anew.
            Delete(path);
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            // Another scan made room, or it is another user's.
        }
    }

    private void MakeRoom()
    {
        var folder = new DirectoryInfo(_folder);
        var (bytes, count) = (0L, 0);
        foreach (var pack in folder.EnumerateFiles("*" + PackFormat.Extension).OrderByDescending(file => file.LastWriteTimeUtc).ToList())
        {
            bytes += pack.Length;
            if (++count > MaxPacks || bytes > MaxBytes)
                Delete(pack.FullName);
        }

        foreach (var left in folder.EnumerateFiles("*" + PackFormat.Extension + PackFormat.Unfinished).Where(file => Time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > UnfinishedAge))
            Quietly(() => DeleteUnlessWritten(left.FullName));
    }

    private static void DeleteUnlessWritten(string path)
    {
        using (File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
        }

        File.Delete(path);
    }

    private static void Delete(string path) => Quietly(() => File.Delete(path));

    /// <summary>Housekeeping: what one scan cannot do, or another one did first, is left to the next.</summary>
    private static void Quietly(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            // As said above.
        }
    }

    private void Tell(string what, Exception error) => Trouble ??= $"The cache in '{Printable.Text(_folder)}' {what}: {Printable.Text(error.Message)}";
}
