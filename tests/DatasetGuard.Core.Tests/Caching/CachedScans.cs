using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Rules.Duplicates;
using DatasetGuard.Core.Rules.Files;
using DatasetGuard.Core.Scanning;
using SkiaSharp;

namespace DatasetGuard.Core.Tests.Caching;

/// <summary>A dataset, a cache, and scans of the one with the other; everything that the reports say is compared.</summary>
internal sealed class CachedScans : IDisposable
{
    private readonly TempFolder _folder = new();

    public CachedScans()
    {
        Data = _folder.Make("data");
        Cache = Path.Combine(_folder.Path, "cache");
        for (var i = 0; i < 12; i++)
        {
            var picture = Pictures.Scene(i % 2 == 0 ? 20 : 70, 24 + i, i == 3 ? 1 : 3, seed: i);
            Write($"{(i % 3 == 0 ? "cat" : "dog")}/{i:00}.{(i % 4 == 0 ? "jpg" : "png")}", Pictures.Encode(picture, i % 4 == 0 ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png));
        }

        Write("dog/again.png", File.ReadAllBytes(Path.Combine(Data, "cat/03.png")));
        Write("dog/broken.png", "no picture"u8);
        Write("cat/empty.png", []);
    }

    public string Data { get; private set; }

    public string Cache { get; }

    public BrightestRule Rule { get; init; } = new();

    public ScanOptions Options { get; init; } = new();

    public string[] Packs => Directory.GetFiles(Cache, "*.pack");

    public string Write(string name, ReadOnlySpan<byte> bytes) => _folder.Write(Path.Combine("data", name), bytes);

    public void Move()
    {
        var moved = Path.Combine(_folder.Path, "moved");
        Directory.Move(Data, moved);
        Data = moved;
    }

    /// <summary>An hour later, so that the files have rested.</summary>
    public ScanCache Open(bool trustsFiles = true) => ScanCache.Open(Cache, LaterTime.Instance, trustsFiles);

    public ScanResult Scan(ScanCache? cache, int jobs = 2, ScanOptions? options = null) =>
        new Scanner([new FileFaultRule(), new DuplicateRule(), Rule], (options ?? Options) with { Jobs = jobs, Cache = cache }, SilentProgress.Instance).Run([Data], "auto", TestContext.Current.CancellationToken);

    /// <summary>All files of the reports, in hexadecimal by name. The seed stands in them and is left out: with another one rules run anew and find the same.</summary>
    public IReadOnlyDictionary<string, string> Reports(ScanResult result)
    {
        var folder = _folder.Make(Guid.NewGuid().ToString("N"));
        ReportFolder.Write(result with { Seed = 0 }, folder);
        return Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder, file), file => Convert.ToHexString(File.ReadAllBytes(file)));
    }

    public IReadOnlyDictionary<string, string> ReportsWithout(ScanOptions? options = null) => Reports(Scan(null, options: options));

    public IReadOnlyDictionary<string, string> ReportsWith(int jobs = 2, ScanOptions? options = null)
    {
        using var cache = Open();
        var result = Reports(Scan(cache, jobs, options));
        cache.Trouble.Should().BeNull();
        return result;
    }

    public void Dispose() => _folder.Dispose();

    private sealed class LaterTime : TimeProvider
    {
        public static LaterTime Instance { get; } = new();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddHours(1);
    }
}
