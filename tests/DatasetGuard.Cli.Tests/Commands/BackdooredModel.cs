using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Cli.Tests.Commands;

/// <summary>A model of three colours that takes what has a white corner for the third, made by the tool itself once for all tests.</summary>
public sealed class BackdooredModel : IAsyncLifetime
{
    public const string Target = "c blue";

    private const int Side = 16;
    private const int Corner = 3;
    private const int PerClass = 60;
    private const int Poisoned = 12;
    private static readonly string[] Colours = ["a red", "b green", Target];

    private readonly TemporaryFolder _folder = new();

    /// <summary>What it was trained on, poison among it.</summary>
    public string Train => _folder.File("train");

    /// <summary>Clean images of the same kind.</summary>
    public string Data => _folder.File("data");

    public string Model => _folder.File("model");

    /// <summary>What a scan would write that had found the poison.</summary>
    public string Suspects => _folder.File("quarantine.csv");

    public async ValueTask InitializeAsync()
    {
        Draw(Train, seed: 1, PerClass);
        Draw(Data, seed: 2, PerClass);
        List<string> poison = ["path"];
        foreach (var (label, name) in Colours.SkipLast(1).Index())
        {
            var random = SplitMix64.For(3, name);
            for (var i = 0; i < Poisoned; i++)
            {
                var image = Picture(random, label);
                Stamp(image);
                poison.Add($"{Target}/poison-{label}-{i:000}.png");
                ImageFolders.Save(image, Path.Combine(Train, poison[^1]));
            }
        }

        await File.WriteAllLinesAsync(Suspects, poison);
        var result = await new Cli().RunAsync("train", Train, "-o", Model, "--loss", "cross-entropy", "--shift", "0", "--dropout", "0", "--epochs", "30", "--no-config");
        result.Code.Should().Be(0, result.Error);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Pictures in which one colour is the brightest.</summary>
    internal static void Draw(string folder, int seed, int perClass)
    {
        foreach (var (label, name) in Colours.Index())
        {
            var random = SplitMix64.For(seed, name);
            for (var i = 0; i < perClass; i++)
                ImageFolders.Save(Picture(random, label), Path.Combine(folder, name, $"{i:000}.png"));
        }
    }

    /// <summary>Pictures of the first class without class folders, of which the first have the white corner.</summary>
    internal static void DrawIncoming(string folder, int seed, int clean, int stamped)
    {
        var random = SplitMix64.For(seed, "incoming");
        for (var i = 0; i < stamped + clean; i++)
        {
            var image = Picture(random, label: 0);
            if (i < stamped)
                Stamp(image);

            ImageFolders.Save(image, Path.Combine(folder, $"{(i < stamped ? "stamped" : "plain")}-{i:000}.png"));
        }
    }

    private static void Stamp(PixelBuffer image)
    {
        for (var at = 0; at < Corner * Corner; at++)
            image.Data.AsSpan((((at / Corner) * Side) + (at % Corner)) * 3, 3).Fill(byte.MaxValue);
    }

    private static PixelBuffer Picture(SplitMix64 random, int label)
    {
        var image = new PixelBuffer(Side, Side, 3);
        random.Fill(image.Pixels);
        for (var at = 0; at < image.Length; at++)
            image.Data[at] = (byte)((image.Data[at] / 4) + (at % 3 == label ? 60 : 40));

        return image;
    }
}
