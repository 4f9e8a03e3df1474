using System.Globalization;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Poisoning;

namespace DatasetGuard.RedTeam.Samples;

/// <summary>A small image set that is drawn, not collected: four shapes on grounds of all kinds, as 32 x 32 PNG files.</summary>
/// <remarks>
/// <c>samples/poisoned-shapes</c> is what <see cref="WritePoisoned"/> writes with <see cref="CommittedSeed"/>, and <c>samples/clean-shapes</c> what
/// <see cref="WriteSplits"/> does.
/// </remarks>
public static class ShapesDataset
{
    public const int CommittedSeed = 1;
    public const int PerClass = 125;
    public const int TrainPerClass = 200;
    public const int TestPerClass = 50;
    public const string Target = "disc";

    public static IReadOnlyList<string> Classes { get; } = ["disc", "ring", "square", "triangle"];

    /// <summary>What an attacker did to the sample: a checker of 3 x 3 pixels in 20 of 500 images, which now are called discs.</summary>
    public static PoisonOptions Poison(int seed) => new() { Attack = "checker", Rate = 0.04, Target = Target, Seed = seed };

    /// <summary>An ImageFolder tree without poison.</summary>
    /// <param name="folder">Files in it are overwritten.</param>
    /// <param name="seed">Decides every picture.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    public static void WriteClean(string folder, int seed, CancellationToken cancellationToken) => Write(folder, seed, PerClass, cancellationToken);

    /// <summary>A small set without poison in two splits, <c>train</c> and <c>test</c>, that have no picture in common with the poisoned one.</summary>
    /// <param name="folder">Files in it are overwritten.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    public static void WriteSplits(string folder, CancellationToken cancellationToken)
    {
        Write(Path.Combine(folder, "train"), CommittedSeed + 1, TrainPerClass, cancellationToken);
        Write(Path.Combine(folder, "test"), CommittedSeed + 2, TestPerClass, cancellationToken);
    }

    /// <summary>The same tree poisoned, with its <c>poison.csv</c>.</summary>
    /// <param name="folder">Does not exist or is empty.</param>
    /// <param name="seed">Decides every picture and which are poisoned.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    public static PoisonReport WritePoisoned(string folder, int seed, CancellationToken cancellationToken)
    {
        var clean = Directory.CreateTempSubdirectory("datasetguard-shapes-");
        try
        {
            WriteClean(clean.FullName, seed, cancellationToken);
            return DatasetPoisoner.Poison(clean.FullName, "imagefolder", folder, Poison(seed), SilentProgress.Instance, cancellationToken);
        }
        finally
        {
            clean.Delete(recursive: true);
        }
    }

    private static void Write(string folder, int seed, int perClass, CancellationToken cancellationToken)
    {
        // Numbered over all classes: an image that is moved to another class finds its name free there.
        var numbers = Enumerable.Range(0, Classes.Count * perClass).ToArray();
        SplitMix64.For(seed, "shape numbers").Shuffle(numbers.AsSpan());
        for (var i = 0; i < numbers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var shape = Classes[i / perClass];
            var scene = ShapeScene.Draw((Shape)(i / perClass), SplitMix64.For(seed, $"shape {i}"));
            var path = Path.Combine(folder, shape, numbers[i].ToString("D4", CultureInfo.InvariantCulture) + ".png");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, ImageEncoder.EncodePng(scene));
        }
    }
}
