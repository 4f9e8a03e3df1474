namespace DatasetGuard.Learning.Membership;

/// <summary>True-positive rate of an attacker who may hardly ever be wrong, or why it cannot be told.</summary>
/// <param name="FalsePositiveRate">What the attacker allows.</param>
/// <param name="TruePositiveRate">Nothing where refused.</param>
/// <param name="Refusal">Nothing where measured.</param>
public sealed record LowRate(double FalsePositiveRate, double? TruePositiveRate, string? Refusal)
{
    /// <summary>With fewer expected false positives the rate is a matter of luck: 10 vary by a third.</summary>
    private const double LeastFalsePositives = 10;

    /// <summary>How many non-members a rate needs: 1,000 for 1 %, 10,000 for 0.1 %.</summary>
    public static int NonMembersFor(double falsePositiveRate) => (int)Math.Ceiling(LeastFalsePositives / falsePositiveRate * (1 - 1e-12));

    internal static LowRate Of(RocCurve curve, int nonMembers, double falsePositiveRate)
    {
        var needed = NonMembersFor(falsePositiveRate);
        if (nonMembers >= needed)
            return new LowRate(falsePositiveRate, curve.TruePositiveRateAt(falsePositiveRate), null);

        return new LowRate(falsePositiveRate, null, $"A false-positive rate of {100 * falsePositiveRate} % needs {needed:N0} non-members, and there are {nonMembers:N0}.");
    }
}
