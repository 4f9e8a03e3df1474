using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class GroupDiversityTests
{
    private const int Singles = 160;
    private const int Tracks = 10;
    private const int TrackLength = 4;

    /// <summary>One class: pictures of their own, then tracks of a few look-alikes each, then copies of one picture.</summary>
    private static readonly TestSet Set = new(
    [
        .. Enumerable.Range(0, Singles).Select(i => new TestImage($"{i:D5}", Drawings.Draw(0, 16, 16, 1, i), "a")),
        .. Enumerable.Range(0, Tracks * TrackLength).Select(i => new TestImage($"{1000 + i:D5}", Alike(Drawings.Draw(0, 16, 16, 1, 1000 + (i / TrackLength)), i), "a")),
        .. Enumerable.Range(0, 20).Select(i => new TestImage($"{2000 + i:D5}", Alike(Drawings.Draw(0, 16, 16, 1, 2000), i), "a")),
        .. Enumerable.Range(0, 5).Select(i => new TestImage($"{3000 + i:D5}", Drawings.Draw(1, 16, 16, 1, i), "b")),
    ]);

    [Fact]
    public void A_group_of_unrelated_pictures_is_as_varied_as_its_class()
    {
        using var loaded = LoadedSet.Of(Set);
        var diversity = new GroupDiversity(loaded.Extract());
        int[] group = [.. Enumerable.Range(0, 40).Select(i => 4 * i)];

        diversity.Overall(0, group).Should().BeApproximately(1, 0.1);
        diversity.Local(0, group).Should().BeGreaterThan(0.9);
        diversity.Outside(0, group, shared: 0).Should().BeGreaterThan(0.7);
    }

    [Fact]
    public void Where_the_whole_class_consists_of_tracks_one_of_them_has_its_look_alikes_in_itself()
    {
        const int Length = 20;
        TestImage Frame(int track, int i, string name) => new($"{track:D2}{i:D3}", Alike(Drawings.Draw(0, 16, 16, 1, track), i), name);
        using var loaded = LoadedSet.Of(new TestSet(
        [
            .. from track in Enumerable.Range(0, 3) from i in Enumerable.Range(0, Length) select Frame(track, i, "a"),
            .. from track in Enumerable.Range(3, 3) from i in Enumerable.Range(0, Length) select Frame(track, i, "b"),
        ]));
        var diversity = new GroupDiversity(loaded.Extract());
        int[] one = [.. Enumerable.Range(0, Length)], some = [.. Enumerable.Range(0, Length).Select(i => 3 * i)];

        diversity.Local(0, one).Should().BeGreaterThan(0.8, "random images of the class have a neighbour of their track");
        diversity.Outside(0, one, shared: 0).Should().BeLessThan(0.3);
        diversity.Outside(0, some, shared: 0).Should().BeGreaterThan(0.8);
    }

    [Fact]
    public void What_a_group_has_in_common_is_no_reason_to_be_alike_where_it_is_known()
    {
        const int Marked = 20;
        const ulong Corner = 0x0303;
        PixelBuffer Draw(int i)
        {
            var image = Drawings.Draw(0, 16, 16, 1, i);
            for (var at = 0; i < Marked && at < 16; at++)
                image.Data[(at / 4 * 16) + (at % 4)] = 255;

            return image;
        }

        using var loaded = LoadedSet.Of(new TestSet([.. Enumerable.Range(0, 200).Select(i => new TestImage($"{i:D5}", Draw(i), i < 150 ? "a" : "b"))]));
        var diversity = new GroupDiversity(loaded.Extract());
        int[] group = [.. Enumerable.Range(0, Marked)];

        diversity.Outside(0, group, shared: 0).Should().BeLessThan(0.8);
        diversity.Outside(0, group, Corner).Should().BeGreaterThan(0.9);
    }

    [Fact]
    public void The_seed_decides_which_images_stand_for_the_class()
    {
        using var loaded = LoadedSet.Of(Set);
        var features = loaded.Extract();
        int[] group = [.. Enumerable.Range(0, 12)];
        double Local(int seed) => new GroupDiversity(features, seed).Local(0, group);

        Local(1).Should().Be(Local(1)).And.NotBe(Local(2));
    }

    [Fact]
    public void A_group_of_tracks_differs_over_all_but_each_image_has_its_look_alikes()
    {
        using var loaded = LoadedSet.Of(Set);
        var diversity = new GroupDiversity(loaded.Extract());
        int[] group = [.. Enumerable.Range(Singles, Tracks * TrackLength)];

        diversity.Overall(0, group).Should().BeGreaterThan(0.7);
        diversity.Local(0, group).Should().BeLessThan(0.1);
    }

    [Fact]
    public void A_group_of_copies_has_no_diversity_at_all()
    {
        using var loaded = LoadedSet.Of(Set);
        var diversity = new GroupDiversity(loaded.Extract());
        int[] group = [.. Enumerable.Range(Singles + (Tracks * TrackLength), 20)];

        diversity.Overall(0, group).Should().BeLessThan(0.1);
        diversity.Local(0, group).Should().BeLessThan(0.1);
    }

    [Fact]
    public void Flat_pictures_and_single_ones_give_finite_numbers()
    {
        using var loaded = LoadedSet.Of(TestSet.Of([.. Enumerable.Range(0, 20).Select(_ => ("a", new PixelBuffer(8, 8, 1)))]));
        var diversity = new GroupDiversity(loaded.Extract());

        foreach (var size in (int[])[1, 2, 20])
        {
            diversity.Overall(0, [.. Enumerable.Range(0, size)]).Should().BeInRange(0, 1);
            diversity.Local(0, [.. Enumerable.Range(0, size)]).Should().BeInRange(0, 1);
            diversity.Outside(0, [.. Enumerable.Range(0, size)], shared: 1).Should().BeInRange(0, 1);
        }
    }

    private static PixelBuffer Alike(PixelBuffer image, int seed)
    {
        var noise = SplitMix64.For(seed, "frame");
        for (var i = 0; i < image.Length; i++)
            image.Data[i] = (byte)Math.Clamp(image.Data[i] + noise.Next(5) - 2, 0, 255);

        return image;
    }
}
