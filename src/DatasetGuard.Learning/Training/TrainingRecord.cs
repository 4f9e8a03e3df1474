using System.Text.Json;
using DatasetGuard.Core;
using DatasetGuard.Learning.Training.Privacy;

namespace DatasetGuard.Learning.Training;

/// <summary>What <c>train.json</c> says of how a model was trained.</summary>
/// <param name="Recipe">The recipe, without the seed of the run.</param>
/// <param name="IsStrong">Each image was taught only by networks that never saw it.</param>
/// <param name="Trained">Images that were trained on.</param>
/// <param name="HeldOut">Images that were held out.</param>
/// <param name="Suspects">Images that were left out because a scan suspects them.</param>
public sealed record TrainingRecord(TrainingRecipe Recipe, bool IsStrong, int Trained, int HeldOut, int Suspects)
{
    private const long MaxLength = 64 << 20;
    private const int MaxEpochs = 10_000;
    private const int MaxBatch = 100_000;

    /// <param name="folder">What 'train' wrote.</param>
    /// <returns>Null where there is no such file, or none that this version understands.</returns>
    public static TrainingRecord? Read(string folder)
    {
        try
        {
            using var file = WholeFile.OpenPlain(Path.Combine(folder, TrainingJson.FileName));
            if (file.Length > MaxLength)
                return null;

            using var document = JsonDocument.Parse(file, new JsonDocumentOptions { MaxDepth = 8 });
            var (data, recipe) = (document.RootElement.GetProperty("dataset"), document.RootElement.GetProperty("recipe"));
            var record = new TrainingRecord(
                ReadRecipe(recipe),
                recipe.GetProperty("privacy").GetString() == "strong",
                data.GetProperty("trainedOn").GetInt32(),
                data.GetProperty("heldOut").GetInt32(),
                data.GetProperty("suspectsLeftOut").GetInt32());
            return record.IsSane ? record : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The file may be anybody's: none of it may make the training of shadow models endless.</summary>
    private bool IsSane => Recipe is
    {
        Epochs: >= 1 and <= MaxEpochs,
        BatchSize: >= 2 and <= MaxBatch,
        MaxRate: > 0 and <= 10,
        WeightDecay: >= 0 and <= 10,
        Loss: { Weight: >= 0 and <= 1000, From: >= 0, To: null or >= 0, Ramp: >= 0 },
        Dropout: >= 0 and <= 0.9,
        AverageDecay: >= 0 and < 1,
        Patience: >= 1,
        Augmentation.Shift: >= 0 and <= 4096,
        Privacy: null or { Epsilon: > 0 and <= 1_000_000, ClipNorm: > 0 and <= 1_000_000 },
    };

    private static LossPlan ReadLoss(JsonElement recipe)
    {
        var loss = LossPlan.Of(recipe.GetProperty("loss").GetString() ?? "");
        if (!loss.IsBeside)
            return loss;

        var last = recipe.GetProperty("lossTo").GetInt32();
        return loss with
        {
            Weight = recipe.GetProperty("lossWeight").GetDouble(),
            From = recipe.GetProperty("lossFrom").GetInt32() - 1,
            To = last == recipe.GetProperty("epochs").GetInt32() ? null : last - 1,
            Ramp = recipe.GetProperty("lossRamp").GetInt32(),
        };
    }

    private static TrainingRecipe ReadRecipe(JsonElement recipe) => new()
    {
        Epochs = recipe.GetProperty("epochs").GetInt32(),
        BatchSize = recipe.GetProperty("batchSize").GetInt32(),
        MaxRate = recipe.GetProperty("maxRate").GetDouble(),
        WeightDecay = recipe.GetProperty("weightDecay").GetDouble(),
        Loss = ReadLoss(recipe),
        Dropout = recipe.GetProperty("dropout").GetDouble(),
        Augmentation = new Augmentation { Shift = recipe.GetProperty("shift").GetInt32(), Flips = recipe.GetProperty("flips").GetBoolean() },
        AverageDecay = recipe.GetProperty("averageDecay").GetDouble(),
        LeastGain = recipe.GetProperty("leastGain").GetDouble(),
        Patience = recipe.GetProperty("patience").GetInt32(),
        Privacy = recipe.TryGetProperty("epsilon", out var epsilon)
            ? new DifferentialPrivacy { Epsilon = epsilon.GetDouble(), ClipNorm = recipe.GetProperty("clipNorm").GetDouble() }
            : null,
    };
}
