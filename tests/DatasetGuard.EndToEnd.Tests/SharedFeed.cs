namespace DatasetGuard.EndToEnd.Tests;

/// <summary>One feed, and one test at a time: each starts a build that takes all processors.</summary>
[CollectionDefinition(Name)]
public sealed class SharedFeed : ICollectionFixture<PackageFeed>
{
    public const string Name = "packages";
}
