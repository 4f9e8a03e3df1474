namespace DatasetGuard.Benchmarks.Fuzzing;

/// <summary>A sound file that people hand to a scan, a statement or a training beside the dataset.</summary>
/// <param name="Name">Of the file.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Read">Reads it as the product does; the message of the refusal, null when it is accepted.</param>
internal sealed record Document(string Name, byte[] Bytes, Func<string, string?> Read);
