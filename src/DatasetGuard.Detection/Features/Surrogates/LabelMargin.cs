namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>How much more a network gives to an image's label than to the best other class; negative where it says another class.</summary>
internal static class LabelMargin
{
    public static float Of(ReadOnlySpan<float> logits, int label)
    {
        var best = float.NegativeInfinity;
        for (var c = 0; c < logits.Length; c++)
        {
            if (c != label && logits[c] > best)
                best = logits[c];
        }

        return logits[label] - best;
    }
}
