using DatasetGuard.Detection.Rules.Outliers;
using DatasetGuard.Detection.Tests.Rules.Outliers;
using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class WithheldMembersTests
{
    private const int Class = 1;
    private const int Other = 0;
    private const int First = 1_000;
    private const int Count = 600;
    private const int Poison = 120;

    /// <summary>Of 120 poisoned images of a class of 600 the first 80 are withheld, and of those the first 40 asked about; only every fourth of these is taught by the others.</summary>
    private static readonly int[] Withheld = [.. Enumerable.Range(0, 80)];

    [Fact]
    public void Of_a_shown_group_poison_that_was_never_withheld_is_listed_as_well()
    {
        var members = Members(Poisoned(seed: 1), Withheld, isShown: true);

        members.Should().OnlyHaveUniqueItems();
        members.Count(i => i < Poison).Should().BeGreaterThanOrEqualTo((int)(0.95 * Poison));
        members.Count(i => i >= Poison).Should().BeLessThanOrEqualTo(4);
        members.Count(i => i >= Withheld.Length).Should().BePositive();
    }

    [Fact]
    public void Of_a_group_that_is_only_suspected_nothing_is_listed_that_was_not_withheld() =>
        Members(Poisoned(seed: 2), Withheld, isShown: false).Should().NotBeEmpty().And.OnlyContain(i => i < Withheld.Length);

    [Fact]
    public void Images_that_are_of_the_class_without_the_group_are_listed_where_they_lie_with_it_in_a_shown_group_alone()
    {
        var without = Without();
        without[First + 3] = Class;

        Members(Poisoned(seed: 3), Withheld, isShown: true, without).Should().Contain(3);
        Members(Poisoned(seed: 3), Withheld, isShown: false, without).Should().NotContain(3);
    }

    [Fact]
    public void Where_a_clean_kind_outweighs_the_poison_the_list_that_loses_the_poison_is_not_used()
    {
        // 30 poisoned images lie at one side, 90 of a clean kind, which no network knows without them, at the other.
        var rows = Clouds.WithGroup(Count, 30, dimension: 12, shift: 6, axes: 3, seed: 4);
        foreach (var row in rows[30..120])
        {
            for (var axis = 0; axis < 3; axis++)
                row[axis] -= 4;
        }

        var members = Members(Clouds.Space(rows), [.. Enumerable.Range(0, 120)], isShown: true, taught: i => i < 30);

        members.Count(i => i < 30).Should().BeGreaterThanOrEqualTo(25);
        members.Count(i => i is >= 30 and < 120).Should().BeLessThanOrEqualTo(5);
    }

    private static ClassSpace Poisoned(int seed) => Clouds.Space(Clouds.WithGroup(Count, Poison, dimension: 12, shift: 4, axes: 3, seed));

    /// <summary>Positions in the class, which begins at <see cref="First"/>.</summary>
    private static int[] Members(ClassSpace space, int[] withheld, bool isShown, int[]? without = null, Func<int, bool>? taught = null)
    {
        without ??= Without();
        taught ??= i => i % 4 == 0;
        var withOthers = Enumerable.Repeat(WithheldGroup.NotAsked, First + Count).ToArray();
        foreach (var i in withheld[..40])
            withOthers[First + i] = taught(i) ? Class : Other;

        int[] rows = Array.ConvertAll(withheld, i => First + i);
        var group = new WithheldGroup(
            Class,
            [.. rows[..20]],
            [.. Enumerable.Repeat(Other, 20)],
            [.. Enumerable.Repeat(isShown ? 0.001f : 0.5f, 20)],
            [.. Enumerable.Repeat(Class, 20)]);
        group.IsShown.Should().Be(isShown);
        return [.. WithheldMembers.Of(group, new WithheldPart(Class, group.Rows, rows), space, First, without, withOthers).Select(row => row - First)];
    }

    private static int[] Without() => [.. Enumerable.Repeat(Other, First + Count)];
}
