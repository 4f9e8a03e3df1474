namespace DatasetGuard.Learning.Encoders;

/// <summary>The frozen encoder of a linear probe, and how pictures go into it, as <c>model.json</c> has it.</summary>
/// <param name="Name">The model as the user named it.</param>
/// <param name="Digest">SHA-256 of its file, in lower-case hexadecimal.</param>
/// <param name="Output">The value of its graph that is the features.</param>
public sealed record EncoderRecord(string Name, string Digest, string Output)
{
    /// <summary>Of the pictures it takes: 1 or 3.</summary>
    public required int Channels { get; init; }

    /// <summary>The encoder gets (pixel / 255 - mean) / deviation: one for all channels or one a channel.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>See <see cref="Mean"/>.</summary>
    public required IReadOnlyList<double> Deviation { get; init; }

    /// <summary>SHA-256 of the <c>model.onnx</c> that holds it; empty before that is written.</summary>
    public string FileDigest { get; init; } = "";
}
