using TorchSharp.Modules;

namespace DatasetGuard.Learning.Losses;

/// <summary>Something a loss learns beside the network.</summary>
/// <param name="Parameter">Registered in the module, so that it is in <c>parameters()</c> and <c>state_dict()</c>.</param>
/// <param name="Rate">A rate that suits it with plain gradient descent; an optimiser needs a group of its own for it, without weight decay.</param>
public sealed record LearnedParameter(Parameter Parameter, double Rate)
{
    /// <summary>An optimiser that brings every gradient to one length, as Adam does, would not let it come to rest.</summary>
    public bool IsPlain { get; init; }
}
