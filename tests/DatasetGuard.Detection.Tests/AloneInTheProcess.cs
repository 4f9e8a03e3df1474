namespace DatasetGuard.Detection.Tests;

/// <summary>Tests that count all tensors of the process or upset its memory; nothing runs beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
