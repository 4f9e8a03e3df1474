namespace DatasetGuard.Core.Rules.Duplicates;

/// <param name="A">A picture.</param>
/// <param name="B">Another.</param>
/// <param name="Similarity">At most 1.</param>
internal readonly record struct SimilarPair(int A, int B, double Similarity);

/// <param name="Members">The centre first, then the most similar to it.</param>
/// <param name="Similarities">Of each member to the centre.</param>
internal sealed record Star(IReadOnlyList<int> Members, IReadOnlyList<double> Similarities);

/// <summary>Groups in which all look like one of them.</summary>
/// <remarks>
/// Joining whatever is linked would make one group of a whole film, whose first and last frame have nothing in common. So the picture with
/// most free neighbours takes them, then the next one. A picture whose neighbours are all taken is grouped with the most similar of
/// them once more: a copy must not go unreported because its original also looks like something else.
/// </remarks>
internal static class StarClusters
{
    public static IReadOnlyList<Star> Of(int count, IReadOnlyList<SimilarPair> pairs)
    {
        var neighbours = new Dictionary<int, List<(int Other, double Similarity)>>();
        foreach (var (a, b, similarity) in pairs)
        {
            Link(a, b, similarity);
            Link(b, a, similarity);
        }

        var stars = new List<Star>();
        var isTaken = new bool[count];
        foreach (var centre in neighbours.Keys.OrderByDescending(node => neighbours[node].Count).ThenBy(node => node))
        {
            if (isTaken[centre])
                continue;

            var free = neighbours[centre].Where(link => !isTaken[link.Other]).ToList();
            var members = free.Count > 0 ? free : [neighbours[centre].OrderByDescending(link => link.Similarity).ThenBy(link => link.Other).First()];
            isTaken[centre] = true;
            foreach (var (other, _) in members)
                isTaken[other] = true;

            members = [.. members.OrderByDescending(link => link.Similarity).ThenBy(link => link.Other)];
            stars.Add(new Star([centre, .. members.Select(link => link.Other)], [1, .. members.Select(link => link.Similarity)]));
        }

        return stars;

        void Link(int from, int to, double similarity)
        {
            if (!neighbours.TryGetValue(from, out var links))
                neighbours[from] = links = [];

            links.Add((to, similarity));
        }
    }
}
