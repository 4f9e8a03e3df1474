namespace DatasetGuard.Learning.Models;

/// <summary>Numbers of a model under their name, in row-major order.</summary>
/// <param name="Name">Unique in its file.</param>
/// <param name="Shape">Sizes of the dimensions; empty for a single number.</param>
/// <param name="Values">As many as the shape holds.</param>
public sealed record SafeTensor(string Name, IReadOnlyList<long> Shape, float[] Values);
