using DatasetGuard.Detection.Features.Surrogates;

namespace DatasetGuard.Detection.Rules.Outliers;

/// <summary>What the classic outlier tests say of one class; values are in the order of the class's rows.</summary>
internal sealed record ClassOutliers
{
    public required int Class { get; init; }

    public required ClassSpace Space { get; init; }

    /// <summary>Scores of the spectral signature.</summary>
    public required float[] Spectral { get; init; }

    public required TwoMeans Clusters { get; init; }

    /// <summary>Quantum entropy scores.</summary>
    public required double[] Entropy { get; init; }

    /// <summary>Squared robust Mahalanobis distances over the number of axes.</summary>
    public required double[] Distances { get; init; }

    public static ClassOutliers Of(SurrogateModel model, int classIndex)
    {
        var rows = model.Rows;
        var count = rows.CountOf(classIndex);
        var features = new float[count * model.Shape.Features];
        for (var i = 0; i < count; i++)
            model.Features(rows.Starts[classIndex] + i).CopyTo(features.AsSpan(i * model.Shape.Features));

        return Of(classIndex, ClassSpace.Of(features, model.Shape.Features, count));
    }

    public static ClassOutliers Of(int classIndex, ClassSpace space)
    {
        var dimension = Math.Min(QuantumEntropy.MaxDimension, space.Dimension);
        var whitened = RobustWhitening.Of(space, dimension);
        return new ClassOutliers
        {
            Class = classIndex,
            Space = space,
            Spectral = SpectralSignature.Scores(space),
            Clusters = TwoMeans.Of(space),
            Entropy = QuantumEntropy.Scores(whitened, dimension),
            Distances = [.. RobustWhitening.Distances(whitened, dimension).Select(distance => distance / dimension)],
        };
    }

    /// <summary>How much a class is widened: the mean quantum entropy score, 1 where the robust ellipse fits all of it.</summary>
    public static double MeanEntropy(ClassSpace space)
    {
        var dimension = Math.Min(QuantumEntropy.MaxDimension, space.Dimension);
        return QuantumEntropy.Scores(RobustWhitening.Of(space, dimension), dimension).Average();
    }
}
