namespace DatasetGuard.Learning.Tests;

/// <summary>Tests that count all tensors of the process; nothing runs beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
