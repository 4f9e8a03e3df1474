namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>From first guesses to groups: again and again, the images beyond half of the way to the group's mean become the group.</summary>
internal static class GroupIteration
{
    /// <summary>The class's projections on the directions of the groups' means, and the lengths of these means. They are read before the next call.</summary>
    public delegate IReadOnlyList<(float[] Scores, double Length)> Projection(IReadOnlyList<int[]> groups);

    /// <param name="seeds">First guesses, as ascending rows of the class.</param>
    /// <param name="project">How the class lies to them.</param>
    /// <param name="count">Images of the class.</param>
    /// <param name="iterations">After so many a group stays as it is.</param>
    /// <returns>All different; without those that fell apart, and those that took in most of the class.</returns>
    public static List<int[]> Run(IEnumerable<int[]> seeds, Projection project, int count, int iterations)
    {
        List<int[]> groups = [.. seeds];
        var found = new List<int[]>();
        for (var i = 0; i < iterations && groups.Count > 0; i++)
        {
            var projections = project(groups);
            var next = new List<int[]>();
            for (var k = 0; k < groups.Count; k++)
            {
                var members = GroupScorer.Members(projections[k].Scores, projections[k].Length);
                if (members.Length >= GroupScorer.MinGroup)
                    AddNew(members, members.AsSpan().SequenceEqual(groups[k]) ? found : next);
            }

            groups = next;
        }

        foreach (var group in groups)
            AddNew(group, found);

        return found.FindAll(group => group.Length <= GroupScorer.MaxShare * count);
    }

    private static void AddNew(int[] group, List<int[]> groups)
    {
        if (!groups.Exists(other => other.AsSpan().SequenceEqual(group)))
            groups.Add(group);
    }
}
