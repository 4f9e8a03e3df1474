using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Samples;
using DatasetGuard.Tests;

namespace DatasetGuard.RedTeam.Tests.Samples;

public sealed class ShapesDatasetTests
{
    [Fact]
    public void The_committed_sample_is_what_the_generator_draws()
    {
        using var folder = new TempFolder();
        var committed = Checkout.Path("samples/poisoned-shapes");

        ShapesDataset.WritePoisoned(folder["drawn"], ShapesDataset.CommittedSeed, default);

        Images(committed).Should().HaveCount(ShapesDataset.Classes.Count * ShapesDataset.PerClass);
        CheckSamePictures(committed, folder["drawn"]);
        File.ReadAllText(Path.Combine(committed, "poison.csv")).Should().Be(File.ReadAllText(Path.Combine(folder["drawn"], "poison.csv")));
    }

    [Fact]
    public void The_committed_clean_sample_is_what_the_generator_draws_and_has_no_picture_twice()
    {
        using var folder = new TempFolder();
        var committed = Checkout.Path("samples/clean-shapes");

        ShapesDataset.WriteSplits(folder["drawn"], default);

        Images(committed).Should().HaveCount(ShapesDataset.Classes.Count * (ShapesDataset.TrainPerClass + ShapesDataset.TestPerClass));
        CheckSamePictures(committed, folder["drawn"]);
        Images(committed).Select(path => Convert.ToHexString(Pixels(Path.Combine(committed, path)))).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void The_readme_names_the_poisoned_files()
    {
        var committed = Checkout.Path("samples/poisoned-shapes");
        var poisoned = File.ReadLines(Path.Combine(committed, "poison.csv")).Where(line => line.Contains(",true,")).Select(line => line[5..9]);

        var named = File.ReadLines(Path.Combine(committed, "README.md")).Where(line => line.StartsWith("    0", StringComparison.Ordinal)).SelectMany(line => line.Trim().Split(' '));

        named.Should().Equal(poisoned);
    }

    /// <summary>By pixels: another version of SkiaSharp may compress them in another way.</summary>
    private static void CheckSamePictures(string committed, string drawn)
    {
        Images(committed).Should().Equal(Images(drawn));
        Images(committed).Should().OnlyContain(path => Pixels(Path.Combine(committed, path)).SequenceEqual(Pixels(Path.Combine(drawn, path))));
    }

    private static IEnumerable<string> Images(string folder) =>
        Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal);

    private static byte[] Pixels(string path)
    {
        new ImageDecoder(DecodeLimits.Default).Decode(File.ReadAllBytes(path), out var pixels, out _).Should().BeNull();
        return pixels!.Pixels.ToArray();
    }
}
