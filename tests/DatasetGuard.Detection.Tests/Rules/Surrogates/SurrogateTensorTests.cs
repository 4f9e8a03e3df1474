using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Surrogates;
using TorchSharp;

namespace DatasetGuard.Detection.Tests.Rules.Surrogates;

[Collection(nameof(AloneInTheProcess))]
public sealed class SurrogateTensorTests
{
    private static readonly TestSet Set = SurrogateRuleTests.Tinted(TestSet.Drawn(classes: 3, perClass: 40, width: 12, height: 12));

    [Fact]
    public void No_tensor_survives_a_scan()
    {
        using var loaded = LoadedSet.Of(Set);
        var rule = new SurrogateRule();
        rule.Evaluate(loaded.Context, default);
        Collect();
        var tensors = torch.Tensor.TotalCount;

        rule.Evaluate(loaded.Context, default);

        torch.Tensor.TotalCount.Should().Be(tensors);
    }

    /// <summary>In the middle of the first networks, and at the beginning of each later stage, when the surrogate is trained.</summary>
    [Theory]
    [InlineData("Training", 5)]
    [InlineData("Verifying", 0)]
    [InlineData("Training without suspects", 3)]
    public void Stops_when_cancelled_and_no_tensor_survives(string stage, int steps)
    {
        using var source = new CancellationTokenSource();
        using var loaded = LoadedSet.Of(Set, progress: new CancelsAt(stage, steps, source));
        Collect();
        var tensors = torch.Tensor.TotalCount;

        var evaluate = () => new SurrogateRule().Evaluate(loaded.Context, source.Token);

        evaluate.Should().Throw<OperationCanceledException>();
        torch.Tensor.TotalCount.Should().Be(tensors);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private sealed class CancelsAt(string stage, int steps, CancellationTokenSource source) : IScanProgress
    {
        private int _left = int.MaxValue;

        public void Begin(string name, long? total)
        {
            if (name != stage)
                return;

            _left = steps;
            if (steps == 0)
                source.Cancel();
        }

        public void Advance(long done)
        {
            if (Interlocked.Decrement(ref _left) == 0)
                source.Cancel();
        }
    }
}
