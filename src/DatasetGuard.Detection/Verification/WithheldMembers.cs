using DatasetGuard.Detection.Rules.Outliers;

namespace DatasetGuard.Detection.Verification;

/// <summary>Which images of a class seem to carry what a withheld group shares.</summary>
internal static class WithheldMembers
{
    /// <summary>A wide list has at least this share of the narrow one.</summary>
    private const double LeastKept = 0.9;

    /// <remarks>
    /// The narrow list is of what was withheld: images that are not taken for the class without the others, and lie in feature space with those that are taken for it with them. Of
    /// a group that is shown most of what is not taken for the class is poison, so all of it begins the wide list, to which any image of the class may belong: more was
    /// poisoned than is ever withheld. Where a clean kind outweighs the poison the wide list loses the narrow one, and is not used.
    /// </remarks>
    /// <param name="group">Judged.</param>
    /// <param name="part">It, and all that was withheld with it.</param>
    /// <param name="space">The class.</param>
    /// <param name="first">The row of its first image.</param>
    /// <param name="without">Of each row the class that a network says which was trained without the group.</param>
    /// <param name="withOthers">Of each row the class that a network says which was trained with others of the group.</param>
    /// <returns>Rows, the surest first.</returns>
    public static IReadOnlyList<int> Of(WithheldGroup group, WithheldPart part, ClassSpace space, int first, int[] without, int[] withOthers)
    {
        int[] others = [.. part.All.Where(row => without[row] != group.Class)];
        var narrow = Grown(others.Where(row => withOthers[row] == group.Class));
        int[] members = [.. others.Where(row => narrow[row - first] > GroupMembers.Member)];
        if (group is not { IsShown: true, IsOdd: false })
            return Ordered(members, narrow);

        var wide = Grown(others);
        return members.Count(row => wide[row - first] > GroupMembers.Member) < LeastKept * members.Length
            ? Ordered(members, narrow)
            : Ordered(Enumerable.Range(first, space.Count).Where(row => wide[row - first] > GroupMembers.Member), wide);

        double[] Grown(IEnumerable<int> rows)
        {
            var known = new bool[space.Count];
            foreach (var row in rows)
                known[row - first] = true;

            return GroupMembers.Grow(space, known);
        }

        int[] Ordered(IEnumerable<int> rows, double[] membership) => [.. rows.OrderByDescending(row => membership[row - first]).ThenBy(row => row)];
    }
}
