using System.Security.Cryptography;
using DatasetGuard.Core.Reports;
using DatasetGuard.Learning.Encoders;

namespace DatasetGuard.Learning.Models;

/// <summary>Puts a model into a folder, all of its files or none.</summary>
internal static class ModelFiles
{
    /// <param name="folder">Where it goes.</param>
    /// <param name="model">What describes it.</param>
    /// <param name="tensors">Its weights.</param>
    /// <param name="others">Files that are to be there together with the model.</param>
    /// <param name="encoder">Of a linear probe.</param>
    /// <exception cref="ReportException">The folder cannot be written.</exception>
    public static void Write(
        string folder, ModelDescription model, IReadOnlyList<SafeTensor> tensors, IReadOnlyList<(string Name, Action<Stream> Write)> others, ProbeEncoder? encoder = null)
    {
        using var graph = new MemoryStream();
        if (encoder is null)
        {
            OnnxModel.Write(model, tensors, graph);
        }
        else
        {
            OnnxProbe.WriteWhole(encoder, model, tensors, graph);
            model = model with { Encoder = encoder.Record with { FileDigest = DigestOf(graph) } };
            others = [(OnnxProbe.FileName, output => OnnxProbe.Write(model, tensors, output)), .. others];
        }

        using var weights = new MemoryStream();
        SafeTensorsWriter.Write(weights, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        var digest = DigestOf(weights);
        ReportFolder.Write(
            folder,
            [
                (ModelJson.WeightsName, weights.WriteTo),
                (OnnxModel.FileName, graph.WriteTo),
                .. others,

                // Last, for it tells that the others are there.
                (ModelJson.FileName, output => ModelJson.Write(model, digest, output)),
            ]);
    }

    private static string DigestOf(MemoryStream content) => Convert.ToHexStringLower(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
}
