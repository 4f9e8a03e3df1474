namespace DatasetGuard.Core.Tests;

/// <summary>Tests that measure the memory of the process; nothing runs beside them.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
