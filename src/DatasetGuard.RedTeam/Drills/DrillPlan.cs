namespace DatasetGuard.RedTeam.Drills;

/// <summary>What is tried: each attack at each rate with each seed.</summary>
public sealed record DrillPlan
{
    public required IReadOnlyList<DrillAttack> Attacks { get; init; }

    /// <summary>Above 0 and up to 1, as <see cref="Poisoning.PoisonOptions.Rate"/> has it.</summary>
    public required IReadOnlyList<double> Rates { get; init; }

    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>The class that the attacker wants; null for the first one by name.</summary>
    public string? Target { get; init; }

    public IEnumerable<DrillCell> Cells =>
        from attack in Attacks
        from rate in Rates
        from seed in Seeds
        select new DrillCell(attack, rate, seed);
}

/// <param name="Attack">Which poison.</param>
/// <param name="Rate">How much of it.</param>
/// <param name="Seed">Which images are chosen, and what a random trigger looks like.</param>
public sealed record DrillCell(DrillAttack Attack, double Rate, int Seed);
