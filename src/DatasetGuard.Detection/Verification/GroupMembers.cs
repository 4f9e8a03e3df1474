using DatasetGuard.Detection.Rules.Outliers;
using static TorchSharp.torch;

namespace DatasetGuard.Detection.Verification;

/// <summary>From some images that are known to carry a trigger to all of the class that lie with them in feature space.</summary>
/// <remarks>
/// A linear discriminant between the known and the rest, then a mixture of two normal distributions of one variance along it, which says who belongs
/// to which; three times, each time from the members of the last.
/// </remarks>
internal static class GroupMembers
{
    /// <summary>From this probability on an image belongs to the known.</summary>
    public const double Member = 0.5;

    private const int Rounds = 3;
    private const int MixtureRounds = 60;
    private const double Ridge = 0.02;

    /// <param name="space">The class.</param>
    /// <param name="known">For each image of the class whether it is known; at least one is, and one is not.</param>
    /// <returns>For each image the probability to belong to the known.</returns>
    public static double[] Grow(ClassSpace space, bool[] known)
    {
        var membership = Array.ConvertAll(known, isKnown => isKnown ? 1.0 : 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var members = Array.ConvertAll(membership, value => value > Member);
            if (!members.Contains(true) || !members.Contains(false))
                break;

            membership = Mixture(Discriminant(space, members), members);
        }

        return membership;
    }

    /// <summary>Fisher's linear discriminant: each image along S^-1 (mu_1 - mu_0), with S the covariance within the two groups.</summary>
    internal static double[] Discriminant(ClassSpace space, bool[] members)
    {
        var d = space.Dimension;
        double[] inside = new double[d], outside = new double[d];
        var count = members.Count(member => member);
        for (var i = 0; i < members.Length; i++)
        {
            var mean = members[i] ? inside : outside;
            for (var k = 0; k < d; k++)
                mean[k] += space[i][k] / (members[i] ? count : members.Length - count);
        }

        var covariance = new double[d * d];
        var centred = new double[d];
        for (var i = 0; i < members.Length; i++)
        {
            var mean = members[i] ? inside : outside;
            for (var k = 0; k < d; k++)
                centred[k] = space[i][k] - mean[k];
            for (var k = 0; k < d; k++)
            {
                for (var l = 0; l < d; l++)
                    covariance[(k * d) + l] += centred[k] * centred[l];
            }
        }

        var ridge = (Ridge * Enumerable.Range(0, d).Sum(k => covariance[(k * d) + k]) / d);

        // Images that are all alike differ in no direction.
        if (ridge <= 0)
            return new double[members.Length];

        for (var k = 0; k < d; k++)
            covariance[(k * d) + k] += ridge;

        using var scope = NewDisposeScope();
        var difference = Enumerable.Range(0, d).Select(k => inside[k] - outside[k]).ToArray();
        var direction = linalg.solve(tensor(covariance, d, d), tensor(difference, d, 1)).data<double>().ToArray();
        return [.. Enumerable.Range(0, members.Length).Select(i => Enumerable.Range(0, d).Sum(k => direction[k] * space[i][k]))];
    }

    /// <summary>Expectation maximisation of two normal distributions with a common variance, begun from a division.</summary>
    internal static double[] Mixture(double[] values, bool[] members)
    {
        var posterior = Array.ConvertAll(members, member => member ? 1.0 : 0.0);
        for (var round = 0; round < MixtureRounds; round++)
        {
            var weight = posterior.Sum();
            var rest = values.Length - weight;
            if (weight <= 0 || rest <= 0)
                break;

            var inside = Enumerable.Range(0, values.Length).Sum(i => posterior[i] * values[i]) / weight;
            var outside = Enumerable.Range(0, values.Length).Sum(i => (1 - posterior[i]) * values[i]) / rest;
            var variance = Enumerable.Range(0, values.Length).Sum(i =>
                (posterior[i] * Square(values[i] - inside)) + ((1 - posterior[i]) * Square(values[i] - outside))) / values.Length;
            if (variance <= 0)
                break;

            for (var i = 0; i < values.Length; i++)
                posterior[i] = 1 / (1 + Math.Exp(Math.Log(rest / weight) + ((Square(values[i] - inside) - Square(values[i] - outside)) / (2 * variance))));
        }

        return posterior;
    }

    private static double Square(double value) => value * value;
}
