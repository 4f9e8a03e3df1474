namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>How much the surrogate's reason for an image's label lies in fine detail, which the blind networks do not see.</summary>
internal static class Suspicion
{
    /// <summary>The sum over the blind networks of the image's rank, from 0 to 1, by surrogate margin less blind margin.</summary>
    public static float[] Of(SurrogateModel model)
    {
        var result = new float[model.Rows.Count];
        foreach (var blind in model.BlindMargins)
        {
            var gaps = new float[result.Length];
            for (var i = 0; i < gaps.Length; i++)
                gaps[i] = model.Margins[i] - blind[i];

            var order = Enumerable.Range(0, gaps.Length).ToArray();
            Array.Sort(gaps, order);
            for (var rank = 0; rank < order.Length; rank++)
                result[order[rank]] += (float)rank / gaps.Length;
        }

        return result;
    }
}
