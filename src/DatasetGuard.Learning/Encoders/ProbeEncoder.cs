namespace DatasetGuard.Learning.Encoders;

/// <summary>The encoder of a linear probe as a graph, into which the probe is put.</summary>
/// <param name="Record">What is written of it.</param>
/// <param name="Width">Of the pictures it takes, in pixels.</param>
/// <param name="Height">Of the pictures it takes, in pixels.</param>
/// <param name="Graph">The model as ONNX has it.</param>
/// <param name="Layout">Of the value that is the features.</param>
public sealed record ProbeEncoder(EncoderRecord Record, int Width, int Height, byte[] Graph, FeatureLayout Layout)
{
    /// <summary>In a sentence fit to print, why it saw worse pictures than it may in use; null where it did not.</summary>
    public string? Caveat { get; init; }
}
