using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Members and others, fit to be compared: none is on both sides, and each has a class that the model knows.</summary>
public sealed record AuditData
{
    /// <summary>Copies among the others are left out; more of them than this share, and the two sides were mixed up.</summary>
    private const double MostOverlap = 0.5;

    /// <summary>In the order of the model's outputs.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    public required AuditSide Members { get; init; }

    public required AuditSide NonMembers { get; init; }

    /// <summary>Members that were given a wrong label on purpose, which are compared apart; null without any.</summary>
    public AuditSide? Canaries { get; init; }

    /// <summary>Non-members that are members as well, by their pixels; left out.</summary>
    public required int Overlap { get; init; }

    /// <summary>Images that cannot be decoded or have no class; left out.</summary>
    public required int Unusable { get; init; }

    /// <summary>What makes the comparison less sure, in sentences fit to print.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Holds the two sides against each other.</summary>
    /// <param name="members">Trained on.</param>
    /// <param name="others">Not trained on.</param>
    /// <param name="classes">In the order of the model's outputs.</param>
    /// <exception cref="AuditException">They cannot be compared.</exception>
    public static AuditData Of(AuditSource members, AuditSource others, IReadOnlyList<string> classes)
    {
        if (classes.Count < 2)
            throw new AuditException("There is one class: nothing is told apart, and nothing is given away. Give the data that the model was trained on, with all its classes.");

        var views = others.Data.Views.InGeometryOf(members.Data.Views);
        var channels = Math.Max(members.Data.Views.Geometry.Channels, others.Data.Views.Geometry.Channels);
        var inside = Side(members with { Data = members.Data with { Views = members.Data.Views.WithChannels(channels) } }, classes, "members");
        var outside = Side(others with { Data = others.Data with { Views = views.WithChannels(channels) } }, classes, "non-members");
        var hashes = inside.Samples.Select(sample => sample.PixelHash).OfType<UInt128>().ToHashSet();
        var own = outside.Where(sample => sample.PixelHash is not { } hash || !hashes.Contains(hash));
        var overlap = outside.Count - own.Count;
        if (overlap > MostOverlap * outside.Count)
        {
            throw new AuditException(
                $"{overlap:N0} of {outside.Count:N0} non-members are members as well, by their pixels: the two sides overlap, and the model would look safer than it is. Name images that it was not trained on with --nonmembers.");
        }

        if (!inside.Labels.Intersect(own.Labels).Any())
            throw new AuditException("Members and non-members have no class in common: the audit would tell classes apart, not members. Give non-members of the same classes.");

        return new AuditData
        {
            Classes = classes,
            Members = inside,
            NonMembers = own,
            Overlap = overlap,
            Unusable = members.Samples.Count + others.Samples.Count - inside.Count - outside.Count,
            Warnings = SideDifferences.Between(inside, own),
        };
    }

    /// <summary>Compares some members apart, whose labels are known to be wrong.</summary>
    /// <param name="paths">Ids of members.</param>
    /// <exception cref="AuditException">One is no member, or no other member is left.</exception>
    public AuditData WithCanaries(IReadOnlySet<string> paths)
    {
        var canaries = Members.Where(sample => paths.Contains(sample.Id));
        if (canaries.Count < paths.Count)
        {
            var unknown = paths.Except(canaries.Samples.Select(sample => sample.Id)).Order(StringComparer.Ordinal).First();
            throw new AuditException($"The canary '{Printable.Text(unknown)}' is not among the members. Give a list of mislabelled images that the model was trained on, by their paths in the dataset.");
        }

        return canaries.Count < Members.Count
            ? this with { Canaries = canaries, Members = Members.Where(sample => !paths.Contains(sample.Id)) }
            : throw new AuditException("All members are canaries: nothing is left to compare them with.");
    }

    private static AuditSide Side(AuditSource source, IReadOnlyList<string> classes, string name)
    {
        var dataset = source.Data.Dataset;
        var index = classes.Select((word, i) => (word, i)).ToDictionary(pair => pair.word, pair => pair.i, StringComparer.Ordinal);
        List<Sample> usable = [.. source.Samples.Where(AuditSource.IsUsable)];
        if (usable.Count == 0)
            throw new AuditException($"There are no {name}: no image in '{Printable.Text(dataset.Root)}' has a class and can be decoded.") { IsForLackOfImages = true };

        var unseen = usable.Select(sample => dataset.ClassOf(sample)!).Distinct(StringComparer.Ordinal).Where(word => !index.ContainsKey(word)).Order(StringComparer.Ordinal).ToList();
        return unseen.Count == 0
            ? new AuditSide(dataset, source.Data.Views, usable, [.. usable.Select(sample => index[dataset.ClassOf(sample)!])])
            : throw new AuditException(
                $"The {name} have {(unseen.Count == 1 ? "a class" : $"{unseen.Count:N0} classes")} that the model does not know: {string.Join(", ", unseen.Take(5).Select(Printable.Text))}. It knows {string.Join(", ", classes.Take(10).Select(Printable.Text))}{(classes.Count > 10 ? " and others" : "")}.");
    }
}
