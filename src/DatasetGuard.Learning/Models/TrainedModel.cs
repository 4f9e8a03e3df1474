using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Models;

/// <summary>A model that the training stage wrote, ready to be asked.</summary>
/// <example><code>
/// using var model = TrainedModel.Load("model");
/// var logits = model.Logits(images, jobs: 4, cancellationToken);   // a row of model.Description.Classes.Count for each image
/// </code></example>
public sealed class TrainedModel : IDisposable
{
    private TrainedModel(ModelDescription description, string digest, ConvNetwork network) => (Description, WeightsDigest, Network) = (description, digest, network);

    public ModelDescription Description { get; }

    /// <summary>SHA-256 of the file of the weights, in lower-case hexadecimal.</summary>
    public string WeightsDigest { get; }

    /// <summary>Belongs to the model.</summary>
    public ConvNetwork Network { get; }

    /// <summary>Nothing of it is run as code, and nothing is allocated for what the files claim before their length bears it out.</summary>
    /// <param name="path">The folder that 'train' wrote, or the file of the weights in it.</param>
    /// <exception cref="ModelException">A file is missing, broken, or does not belong to the other.</exception>
    public static TrainedModel Load(string path)
    {
        LibTorch.EnsureLoaded();
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var weights = Path.Combine(folder, ModelJson.WeightsName);
        var (description, digest) = ModelJson.Read(Path.Combine(folder, ModelJson.FileName));
        if (!File.Exists(weights) || new FileInfo(weights).Length < sizeof(float) * description.Shape.Numbers)
            throw new ModelException($"'{Core.Printable.Text(weights)}' is not there, or too short for the network that {ModelJson.FileName} describes.");
        if (DigestOf(weights) != digest)
            throw new ModelException($"'{Core.Printable.Text(weights)}' is not the file that {ModelJson.FileName} describes: one of them was replaced or cut off.");

        var network = new ConvNetwork(description.Shape, seed: 0);
        try
        {
            Fill(network, weights);
        }
        catch
        {
            network.Dispose();
            throw;
        }

        return new TrainedModel(description, digest, network);
    }

    /// <summary>The numbers of a network as a file holds them.</summary>
    public static IReadOnlyList<SafeTensor> TensorsOf(ConvNetwork network) =>
        [.. network.State.Select(part => new SafeTensor(part.Name, part.Value.shape, MemoryMarshal.Cast<byte, float>(part.Value.bytes).ToArray()))];

    /// <summary>What it says of what its encoder gave; for a linear probe.</summary>
    /// <param name="features">A vector for each image.</param>
    /// <param name="jobs">Threads.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>Logits, image by image.</returns>
    /// <exception cref="ArgumentException">The vectors are of another length, or it takes pictures.</exception>
    public float[] Logits(FeatureMatrix features, int jobs, CancellationToken cancellationToken) => Description.Shape.IsLinear && features.Columns == Description.Shape.Features
        ? NetworkJudge.Logits(Network, features, [.. Enumerable.Range(0, features.Rows)], jobs, cancellationToken)
        : throw new ArgumentException($"The model takes no vectors of {features.Columns} values.", nameof(features));

    /// <summary>What it says of images.</summary>
    /// <param name="images">Of the size and channels of <see cref="Description"/>.</param>
    /// <param name="jobs">Threads.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>Logits, image by image.</returns>
    /// <exception cref="ArgumentException">The images are of another size.</exception>
    public float[] Logits(ByteImages images, int jobs, CancellationToken cancellationToken)
    {
        if (Description.Shape.IsLinear || (images.Height, images.Width, images.Channels) != (Description.Height, Description.Width, Description.Shape.Channels))
        {
            throw new ArgumentException(
                $"The model takes pictures of {Description.Width} x {Description.Height} with {Description.Shape.Channels} channels, not {images.Width} x {images.Height} with {images.Channels}.",
                nameof(images));
        }

        return NetworkJudge.Logits(Network, images, [.. Enumerable.Range(0, images.Count)], jobs, cancellationToken);
    }

    public void Dispose() => Network.Dispose();

    private static string DigestOf(string path)
    {
        try
        {
            using var file = Core.WholeFile.OpenPlain(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"'{Core.Printable.Text(path)}' cannot be read: {Core.Printable.Line(error.Message)}", error);
        }
    }

    private static void Fill(ConvNetwork network, string path)
    {
        var expected = network.State.Select(part => (part.Name, (IReadOnlyList<long>)part.Value.shape)).ToList();
        var (tensors, _) = SafeTensorsReader.Read(path, expected);
        foreach (var (part, tensor) in network.State.Zip(tensors))
        {
            if (!TensorPrimitives.IsFiniteAll<float>(tensor.Values))
                throw new ModelException($"'{Core.Printable.Text(path)}' holds numbers that are not finite, in {tensor.Name}.");

            tensor.Values.CopyTo(MemoryMarshal.Cast<byte, float>(part.Value.bytes));
        }
    }
}
