using DatasetGuard.Learning.Runtime;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Losses;

[Collection(nameof(AloneInTheProcess))]
public sealed class LossMemoryTests
{
    public LossMemoryTests() => LibTorch.EnsureLoaded();

    [Theory]
    [MemberData(nameof(LossCase.Names), MemberType = typeof(LossCase))]
    public void A_step_leaves_no_tensor_but_its_result(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var loss = LossCase.All[name].Create(3);
        var numbers = Numbers.Draw(10, LossCase.Dimension, classes: 3, seed: 1);
        numbers.W[3] = 0;
        var batch = numbers.Batch();
        loss.forward(batch).backward();
        var before = torch.Tensor.TotalCount;

        var value = loss.forward(batch);
        value.backward();
        loss.AfterStep();

        (torch.Tensor.TotalCount - before).Should().Be(1);
        value.IsInvalid.Should().BeFalse();
    }
}
