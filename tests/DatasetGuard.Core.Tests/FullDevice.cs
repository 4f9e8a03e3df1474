namespace DatasetGuard.Core.Tests;

/// <summary>Tests that write to the device that is always full: one at a time, for each locks it.</summary>
[CollectionDefinition(nameof(FullDevice))]
public sealed class FullDevice;
