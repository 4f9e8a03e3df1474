using CsCheck;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class LookAlikesTests
{
    private static readonly TestSet Drawn = TestSet.Drawn(perClass: 100);

    [Fact]
    public void Frames_of_a_track_are_together_and_other_images_mostly_alone()
    {
        var set = Track.Append(Track.Append(Drawn, Drawn.Images[0].Pixels, "class2", frames: 30, seed: 1), Drawn.Images[1].Pixels, "class2", frames: 20, seed: 2);
        using var loaded = LoadedSet.Of(set);
        var rows = ClassRows.Of(loaded.Dataset);
        string IdOf(int row) => loaded.Dataset.Samples[rows.Samples[row]].Id;
        int[] frames = [.. rows.Of(2).Where(row => Track.Has(IdOf(row)))];
        int[] others = [.. Enumerable.Range(0, rows.Classes).SelectMany(c => rows.Of(c).Where(row => !Track.Has(IdOf(row))).Skip(10).Take(5))];

        var groups = new LookAlikes(rows, [.. Enumerable.Range(0, rows.Count)], loaded.Context, default).GroupsOf([.. others, .. frames], default);

        // Shifts of a whole pixel, of drawings with sharp edges, part a track into a few groups.
        var tracks = groups.Where(group => Track.Has(IdOf(group[0]))).ToList();
        tracks.Should().HaveCountLessThanOrEqualTo(8);
        tracks.SelectMany(group => group).Should().BeEquivalentTo(frames);
        tracks.Should().AllSatisfy(group => group.Select(row => IdOf(row)[..7]).Distinct().Should().ContainSingle());
        groups.Except(tracks).Should().OnlyContain(group => group.Length <= 2);
    }

    [Fact]
    public void Every_row_is_in_one_group_whatever_the_number_of_threads()
    {
        using var one = LoadedSet.Of(Drawn, jobs: 1);
        using var two = LoadedSet.Of(Drawn, jobs: 2);
        var rows = ClassRows.Of(one.Dataset);
        int[] all = [.. Enumerable.Range(0, rows.Count)];
        var (alone, together) = (new LookAlikes(rows, all, one.Context, default), new LookAlikes(ClassRows.Of(two.Dataset), all, two.Context, default));

        Gen.Shuffle(all).Select(Gen.Int[0, all.Length], (order, count) => order[..count]).Sample(
            chosen =>
            {
                var groups = alone.GroupsOf(chosen, default);
                groups.SelectMany(group => group).Should().BeEquivalentTo(chosen);
                groups.Select(group => group.Length).Should().BeInDescendingOrder();
                together.GroupsOf(chosen, default).SelectMany(group => group.Append(-1)).Should().Equal(groups.SelectMany(group => group.Append(-1)));
            },
            iter: 20);
    }
}
