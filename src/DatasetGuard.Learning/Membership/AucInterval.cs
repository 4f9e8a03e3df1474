namespace DatasetGuard.Learning.Membership;

/// <summary>Where the AUC lies in 95 of 100 draws of the samples.</summary>
/// <remarks>Percentile bootstrap of Efron (1979) over members and non-members apart; it knows nothing of what another training run would give.</remarks>
/// <param name="Lower">2.5 % of the resamples lie below.</param>
/// <param name="Upper">2.5 % lie above.</param>
public readonly record struct AucInterval(double Lower, double Upper)
{
    private const double Tail = 0.025;

    internal static AucInterval Of(ScoreLevels levels, int resamples, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var (members, nonMembers) = (new int[levels.Scores.Length], new int[levels.Scores.Length]);
        var areas = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Resample(levels.MemberLevels, members, random);
            Resample(levels.NonMemberLevels, nonMembers, random);
            areas[i] = ScoreLevels.Auc(members, nonMembers);
        }

        Array.Sort(areas);
        return new AucInterval(areas[(int)(Tail * (resamples - 1))], areas[(int)Math.Ceiling((1 - Tail) * (resamples - 1))]);
    }

    private static void Resample(int[] levels, int[] counts, Random random)
    {
        Array.Clear(counts);
        for (var i = 0; i < levels.Length; i++)
            counts[levels[random.Next(levels.Length)]]++;
    }
}
