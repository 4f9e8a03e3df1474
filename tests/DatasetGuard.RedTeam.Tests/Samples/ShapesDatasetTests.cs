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

        var images = Images(committed);
        images.Should().Equal(Images(folder["drawn"])).And.HaveCount(ShapesDataset.Classes.Count * ShapesDataset.PerClass);
        File.ReadAllText(Path.Combine(committed, "poison.csv")).Should().Be(File.ReadAllText(Path.Combine(folder["drawn"], "poison.csv")));

        // By pixels: another version of SkiaSharp may compress them in another way.
        images.Should().OnlyContain(path => Pixels(Path.Combine(committed, path)).SequenceEqual(Pixels(Path.Combine(folder["drawn"], path))));
    }

    [Fact]
    public void The_readme_names_the_poisoned_files()
    {
        var committed = Checkout.Path("samples/poisoned-shapes");
        var poisoned = File.ReadLines(Path.Combine(committed, "poison.csv")).Where(line => line.Contains(",true,")).Select(line => line[5..9]);

        var named = File.ReadLines(Path.Combine(committed, "README.md")).Where(line => line.StartsWith("    0", StringComparison.Ordinal)).SelectMany(line => line.Trim().Split(' '));

        named.Should().Equal(poisoned);
    }

    private static IEnumerable<string> Images(string folder) =>
        Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal);

    private static byte[] Pixels(string path)
    {
        new ImageDecoder(DecodeLimits.Default).Decode(File.ReadAllBytes(path), out var pixels, out _).Should().BeNull();
        return pixels!.Pixels.ToArray();
    }
}
