using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Tests;

/// <summary>A data set that is read, decoded and ready for rules.</summary>
internal sealed class LoadedSet : IDisposable
{
    private readonly PixelStore _pixels;
    private readonly Lazy<PixelStore> _scratch;

    private LoadedSet(string name, IDatasetReader reader, int jobs, IScanProgress progress, ScanDepth depth = ScanDepth.Standard, int seed = 0)
    {
        LibTorch.EnsureLoaded();
        var options = new ScanOptions { Jobs = jobs, Depth = depth, Seed = seed };
        _pixels = new PixelStore(options.TemporaryFolder);
        _scratch = new Lazy<PixelStore>(() => new PixelStore(options.TemporaryFolder));
        var (dataset, views) = new DatasetLoader(_pixels, options, progress).Load([name], [reader], default);
        Context = new ScanContext(dataset, views, options, progress);
    }

    public ScanContext Context { get; }

    public Dataset Dataset => Context.Dataset;

    public static LoadedSet Of(TestSet set, int jobs = 2, IScanProgress? progress = null, ScanDepth depth = ScanDepth.Standard, int seed = 0) =>
        new("memory", set.OpenReader(), jobs, progress ?? SilentProgress.Instance, depth, seed);

    public static LoadedSet Of(IDatasetReader reader, int jobs = 2) => new("memory", reader, jobs, SilentProgress.Instance);

    public FeatureStore Extract() => FeatureStore.Build(Context, _scratch.Value, default);

    public RuleOutcome Evaluate(CancellationToken cancellationToken = default) => new StaticTriggerRule().Evaluate(Context, cancellationToken);

    public void Dispose()
    {
        _pixels.Dispose();
        if (_scratch.IsValueCreated)
            _scratch.Value.Dispose();
    }
}
