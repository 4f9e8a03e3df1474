using System.Security.Cryptography;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Learning.Models;

/// <summary>Puts a model into a folder, all of its files or none.</summary>
internal static class ModelFiles
{
    /// <param name="folder">Where it goes.</param>
    /// <param name="model">What describes it.</param>
    /// <param name="tensors">Its weights.</param>
    /// <param name="others">Files that are to be there together with the model.</param>
    /// <exception cref="ReportException">The folder cannot be written.</exception>
    public static void Write(string folder, ModelDescription model, IReadOnlyList<SafeTensor> tensors, IReadOnlyList<(string Name, Action<Stream> Write)> others)
    {
        using var weights = new MemoryStream();
        SafeTensorsWriter.Write(weights, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        var digest = Convert.ToHexStringLower(SHA256.HashData(weights.ToArray()));
        ReportFolder.Write(
            folder,
            [
                (ModelJson.WeightsName, weights.WriteTo),
                (OnnxModel.FileName, output => OnnxModel.Write(model, tensors, output)),
                .. others,

                // Last, for it tells that the others are there.
                (ModelJson.FileName, output => ModelJson.Write(model, digest, output)),
            ]);
    }
}
