using System.Text.Json;
using DatasetGuard.Learning.Models;

namespace DatasetGuard.Learning.Training;

/// <summary>What a checkpoint says beside its numbers.</summary>
/// <param name="Fingerprint">Of the run that it belongs to.</param>
/// <param name="Steps">Of the optimisers.</param>
/// <param name="BestEpoch">Whose weights are kept.</param>
/// <param name="Epochs">Those that have ended.</param>
internal sealed record CheckpointText(string Fingerprint, int Steps, int BestEpoch, IReadOnlyList<EpochReport> Epochs)
{
    private const string Key = "run";

    /// <summary>Of what the loss learns itself.</summary>
    public int LossSteps { get; init; }

    /// <summary>Of DP-SGD: whoever has it can take the noise away, so that a checkpoint is as private as the images are.</summary>
    public byte[]? NoiseKey { get; init; }

    public static Dictionary<string, string> Write(CheckpointText text) => new() { ["format"] = "datasetguard-checkpoint", [Key] = JsonSerializer.Serialize(text) };

    /// <exception cref="ModelException">The texts are not those of a checkpoint.</exception>
    public static CheckpointText Read(string path, IReadOnlyDictionary<string, string> texts)
    {
        try
        {
            var text = JsonSerializer.Deserialize<CheckpointText>(texts.GetValueOrDefault(Key) ?? "null");
            if (text is { Fingerprint: not null, Epochs.Count: > 0, NoiseKey: null or { Length: Privacy.SecretStream.KeyLength } } && text.BestEpoch >= 0 && text.BestEpoch < text.Epochs.Count)
                return text;
        }
        catch (JsonException)
        {
            // Said below, as of what lacks something.
        }

        throw new ModelException($"'{Core.Printable.Text(path)}' is no checkpoint of a training run. Begin anew without --resume.");
    }
}
