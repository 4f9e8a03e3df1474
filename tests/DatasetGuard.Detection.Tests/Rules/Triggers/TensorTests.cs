using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Triggers;
using TorchSharp;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

[Collection(nameof(AloneInTheProcess))]
public sealed class TensorTests
{
    private static readonly TestSet Set = TestSet.Drawn(classes: 3, perClass: 100, width: 16, height: 16).Poisoned("checker", "class1", 30);

    [Fact]
    public void No_tensor_survives_a_scan()
    {
        using var loaded = LoadedSet.Of(Set);
        loaded.Evaluate();
        Collect();
        var (tensors, scopes) = (torch.Tensor.TotalCount, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        loaded.Evaluate().Findings.Should().ContainSingle();

        torch.Tensor.TotalCount.Should().Be(tensors);
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.Should().Be(scopes);
    }

    [Fact]
    public void No_tensor_survives_the_search_for_collisions()
    {
        var set = Collisions.Collided.Clean(2, 50);
        Collisions.Collided.Scan(set);
        Collect();
        var tensors = torch.Tensor.TotalCount;

        Collisions.Collided.Scan(set).Skipped.Should().BeEmpty();

        torch.Tensor.TotalCount.Should().Be(tensors);
    }

    [Fact]
    public void No_tensor_survives_a_scan_that_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        using var loaded = LoadedSet.Of(Set, progress: new StageRecorder(name =>
        {
            if (name == "Comparing frequencies")
                source.Cancel();
        }));
        Collect();
        var tensors = torch.Tensor.TotalCount;

        var evaluate = () => loaded.Evaluate(source.Token);

        evaluate.Should().Throw<OperationCanceledException>();
        torch.Tensor.TotalCount.Should().Be(tensors);
    }

    [Fact]
    public void The_garbage_collector_takes_nothing_away_that_is_still_read()
    {
        using var loaded = LoadedSet.Of(Set);
        var features = loaded.Extract();
        var expected = Scores(features);
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
                Collect();
        });
        collector.Start();
        try
        {
            for (var run = 0; run < 3; run++)
                Scores(features).Should().Equal(expected);
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    private static List<(int Class, double Score, double Distance)> Scores(DatasetGuard.Detection.Features.FeatureStore features) => TriggerAnalysis
        .Run(features, new ScanOptions { Jobs = 2 }, TriggerLimits.Default, SilentProgress.Instance, default).Verdicts
        .Select(verdict => (verdict.Best.Class, verdict.Best.Score, verdict.Best.Factors.Distance))
        .ToList();

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
