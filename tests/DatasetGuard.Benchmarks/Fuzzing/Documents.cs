using System.Text;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Provenance.Croissant;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Fuzzing;

/// <summary>One small sound file of every kind that lies beside datasets and models.</summary>
internal static class Documents
{
    private static readonly (string Name, IReadOnlyList<long> Shape)[] Tensors = [("layer.weight", [2, 3]), ("layer.bias", [2])];

    public static Document[] All { get; } =
    [
        new("baseline.json", Baseline(), path => Refusal(() => BaselineFile.Read(path))),
        new("accepted.sha256", Accepted(), path => Refusal(() => AcceptedManifest.Read(path))),
        new("croissant.json", Golden("croissant.json"), path => Refusal(() => CroissantDeclaration.Read(path))),
        new("report.json", Golden("report.json"), path => Refusal(() => ScanReport.Read(path))),
        new("suspects.csv", Golden("quarantine.csv"), path => Refusal(() => SuspectList.Read(path))),
        new("model.json", Model(), path => Refusal(() => ModelJson.Read(path))),
        new("model.safetensors", Weights(), path => Refusal(() => CheckpointText.Read(path, SafeTensorsReader.Read(path, Tensors).Metadata))),
    ];

    private static string? Refusal(Func<object> read)
    {
        try
        {
            read();
            return null;
        }
        catch (ConfigurationException error)
        {
            return string.Concat(error.Faults.Select(fault => fault.ToString()));
        }
        catch (ModelException error)
        {
            return error.Message;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            // Of reports, whose callers print the message escaped.
            return "";
        }
    }

    private static byte[] Golden(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fuzzing", name));

    private static byte[] Baseline()
    {
        using var bytes = new MemoryStream();
        BaselineFile.Write(
            new Baseline
            {
                ToolVersion = "1.0.0",
                Digest = "",
                DatasetDigest = new string('a', 64),
                DatasetSamples = 10,
                Entries = [new BaselineEntry("DG1101", "cat", 2, new string('1', 32), "a note"), new BaselineEntry("DG1005", null, 0, new string('2', 32), "")],
            },
            bytes);
        return bytes.ToArray();
    }

    private static byte[] Accepted() =>
        Encoding.UTF8.GetBytes($"# datasetguard-accepted 1\n# class cat\n{new string('a', 64)}  cat/1.png\n\\{new string('b', 64)}  cat/\\\\2\\n.png\n# no class\n{new string('0', 64)} *x.png\n");

    private static byte[] Model()
    {
        using var bytes = new MemoryStream();
        var model = new ModelDescription
        {
            Shape = new NetworkShape(3, HasHighPass: true, [new ConvBlock(4, HalvesSize: true), new ConvBlock(8, HalvesSize: false)], 2),
            Height = 8,
            Width = 8,
            Classes = ["cat", "dog"],
            DatasetRoot = "data",
            DatasetDigest = new string('a', 64),
            ScanVerdict = "pass",
            Seed = 1,
        };
        ModelJson.Write(model, new string('b', 64), bytes);
        return bytes.ToArray();
    }

    private static byte[] Weights()
    {
        using var bytes = new MemoryStream();
        var text = CheckpointText.Write(new CheckpointText("fingerprint", 3, 0, [new EpochReport(0, 1, 0.5, 0.5, 1, null, 0.1)]));
        SafeTensorsWriter.Write(bytes, [.. Tensors.Select(part => new SafeTensor(part.Name, part.Shape, new float[part.Shape.Aggregate(1L, (product, size) => product * size)]))], text);
        return bytes.ToArray();
    }
}
