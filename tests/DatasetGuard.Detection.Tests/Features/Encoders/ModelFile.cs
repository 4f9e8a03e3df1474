using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Tests.Features.Encoders;

/// <summary>A model in a temporary file.</summary>
internal sealed class ModelFile : IDisposable
{
    private readonly DatasetGuard.Tests.TempFolder _folder = new();

    public ModelFile(byte[] content, string name = "encoder.onnx")
    {
        File.WriteAllBytes(_folder[name], content);
        Source = FeatureSource.Of(_folder[name]);
    }

    public ModelFile(OnnxFile model)
        : this(model.ToArray())
    {
    }

    public FeatureSource Source { get; }

    public void Dispose() => _folder.Dispose();
}
