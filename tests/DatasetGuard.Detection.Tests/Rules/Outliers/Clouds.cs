using DatasetGuard.Detection.Rules.Outliers;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Tests.Rules.Outliers;

/// <summary>Classes whose features are drawn from normal distributions.</summary>
internal static class Clouds
{
    /// <summary>Rows of independent standard normal values; the class may then be moved and stretched.</summary>
    public static float[][] Draw(int count, int dimension, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, dimension).Select(_ => (float)Normal(random)).ToArray())];
    }

    /// <summary>A cloud whose first rows are moved along the first axes.</summary>
    public static float[][] WithGroup(int count, int group, int dimension, float shift, int axes, int seed)
    {
        var rows = Draw(count, dimension, seed);
        foreach (var row in rows.Take(group))
        {
            for (var axis = 0; axis < axes; axis++)
                row[axis] += shift;
        }

        return rows;
    }

    public static ClassSpace Space(float[][] rows)
    {
        LibTorch.EnsureLoaded();
        return ClassSpace.Of([.. rows.SelectMany(row => row)], rows[0].Length, rows.Length);
    }

    /// <summary>Rows turned in every plane of two axes that follow each other.</summary>
    public static float[][] Turned(float[][] rows, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return Array.ConvertAll(rows, row =>
        {
            var turned = row.ToArray();
            for (var axis = 0; axis + 1 < turned.Length; axis++)
                (turned[axis], turned[axis + 1]) = ((float)((cos * turned[axis]) - (sin * turned[axis + 1])), (float)((sin * turned[axis]) + (cos * turned[axis + 1])));

            return turned;
        });
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
