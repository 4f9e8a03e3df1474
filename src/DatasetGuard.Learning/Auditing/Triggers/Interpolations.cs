using System.Numerics.Tensors;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>The plane of the ways from images to real images of another class.</summary>
internal static class Interpolations
{
    private const int Dimensions = 8;
    private const int Iterations = 12;
    private const int MostPairs = 200;

    /// <summary>The share of a change that lies in the plane of the <see cref="Dimensions"/> main directions of the differences.</summary>
    /// <param name="images">All.</param>
    /// <param name="pictures">From each to its replacement.</param>
    /// <param name="change">Channel after channel.</param>
    /// <remarks>Subspace iteration on the differences, whose main directions are taken about zero: the mean way is one of them.</remarks>
    public static double Share(ByteImages images, IReadOnlyList<StampedPicture> pictures, float[] change)
    {
        var ways = pictures.Take(MostPairs).Select(picture => Way(images, picture)).ToArray();
        var basis = ways.Take(Dimensions).Select(way => (float[])way.Clone()).ToArray();
        Orthogonalise(basis);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            foreach (var (at, vector) in basis.Index().ToArray())
                basis[at] = Turned(ways, vector);

            Orthogonalise(basis);
        }

        var length = TensorPrimitives.SumOfSquares<float>(change);
        return length == 0 ? 0 : Math.Min(1, basis.Sum(vector => Math.Pow(TensorPrimitives.Dot<float>(vector, change), 2)) / length);
    }

    private static float[] Way(ByteImages images, StampedPicture picture)
    {
        var (from, to) = (new float[images.Length], new float[images.Length]);
        Planes.Read(images[picture.Row], images.Channels, from);
        Planes.Read(images[picture.Replacement], images.Channels, to);
        TensorPrimitives.Subtract(to, from, to);
        return to;
    }

    private static float[] Turned(float[][] ways, float[] vector)
    {
        var sum = new float[vector.Length];
        foreach (var way in ways)
            TensorPrimitives.MultiplyAdd(way, TensorPrimitives.Dot<float>(way, vector), sum, sum);

        return sum;
    }

    /// <summary>Gram and Schmidt; what lies in the plane of those before becomes zero.</summary>
    private static void Orthogonalise(float[][] basis)
    {
        for (var i = 0; i < basis.Length; i++)
        {
            for (var j = 0; j < i; j++)
                TensorPrimitives.MultiplyAdd(basis[j], -TensorPrimitives.Dot<float>(basis[j], basis[i]), basis[i], basis[i]);

            var length = TensorPrimitives.Norm<float>(basis[i]);
            TensorPrimitives.Multiply(basis[i], length > 1e-6f ? 1 / length : 0, basis[i]);
        }
    }
}
