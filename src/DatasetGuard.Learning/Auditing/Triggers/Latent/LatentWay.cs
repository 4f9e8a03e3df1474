namespace DatasetGuard.Learning.Auditing.Triggers.Latent;

/// <summary>How pictures are turned into a class on the way from their own class to it, as a variational autoencoder draws it, and how that class's trigger lies to it. It is shown, and no verdict hangs on it.</summary>
public sealed record LatentWay
{
    /// <summary>The class that pictures are turned into, as an index.</summary>
    public required int Target { get; init; }

    /// <summary>The share of the pictures that the search did not see which are turned anywhere on their way, up to twice as far as the class.</summary>
    public required double Turned { get; init; }

    /// <summary>The median length of the change that turns them first, in pixels that go from black to white; null where fewer than half are turned.</summary>
    public required double? Change { get; init; }

    /// <summary>How much of what the class's trigger does to the codes lies neither along the ways to the class nor along the main differences within the classes, from 0 to 1.</summary>
    public required double OffWays { get; init; }

    /// <summary>A picture on its way, from itself to twice as far as the class: bytes of a picture each.</summary>
    public required IReadOnlyList<byte[]> Steps { get; init; }

    /// <summary>The first of <see cref="Steps"/> that the model takes for the class; null where none is.</summary>
    public required int? FirstTurned { get; init; }
}
