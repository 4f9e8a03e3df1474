using System.Text.Json;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Training.Privacy;

namespace DatasetGuard.Learning.Training;

/// <summary><c>train.json</c>: everything that was measured, for programs. But for the seconds it is the same for the same run.</summary>
public static class TrainingJson
{
    public const string FileName = "train.json";

    private const string SchemaVersion = "1.0";

    public static void Write(TrainingOutcome outcome, Stream output)
    {
        using var json = JsonText.Writer(output);
        json.WriteStartObject();
        json.WriteString("schemaVersion", SchemaVersion);
        json.WriteString("toolVersion", Scanner.ToolVersion);
        WriteData(json, outcome);
        WriteRecipe(json, outcome);
        WritePrivacy(json, outcome.PrivacySpent);
        WriteEpochs(json, outcome);
        WriteAccuracy(json, outcome);
        WriteMembership(json, outcome);
        json.WriteEndObject();
        JsonText.End(json, output);
    }

    private static void WriteData(Utf8JsonWriter json, TrainingOutcome outcome)
    {
        json.WriteStartObject("dataset");
        json.WriteString("root", outcome.Model.DatasetRoot);
        json.WriteString("digest", outcome.Model.DatasetDigest);
        json.WriteString("scanVerdict", outcome.Model.ScanVerdict);
        json.WriteNumber("trainedOn", outcome.Accuracy.Trained);
        json.WriteNumber("heldOut", outcome.Accuracy.HeldOut);
        json.WriteNumber("suspectsLeftOut", outcome.Set.Suspects);
        json.WriteNumber("unusable", outcome.Set.Unusable);
        json.WriteNumber("otherSplits", outcome.Set.OtherSplits);
        json.WriteNumber("holdoutOverlapLeftOut", outcome.Set.Overlap);
        json.WriteEndObject();
    }

    private static void WriteRecipe(Utf8JsonWriter json, TrainingOutcome outcome)
    {
        var recipe = outcome.Recipe;
        json.WriteStartObject("recipe");
        json.WriteString("privacy", recipe.Privacy is not null ? "differential" : outcome.IsStrong ? "strong" : "standard");
        if (recipe.Privacy is { } asked)
        {
            json.WriteRounded("epsilon", asked.Epsilon);
            json.WriteRounded("clipNorm", asked.ClipNorm);
        }

        if (outcome.Model.Encoder is { } encoder)
        {
            json.WriteString("encoder", encoder.Name);
            json.WriteString("encoderSha256", encoder.Digest);
        }

        json.WriteNumber("epochs", recipe.Epochs);
        json.WriteNumber("batchSize", recipe.BatchSize);
        json.WriteRounded("maxRate", recipe.MaxRate);
        json.WriteRounded("weightDecay", recipe.WeightDecay);
        json.WriteString("loss", recipe.Loss.Name);
        if (recipe.Loss.IsBeside)
        {
            json.WriteRounded("lossWeight", recipe.Loss.Weight);
            json.WriteNumber("lossFrom", recipe.Loss.From + 1);
            json.WriteNumber("lossTo", recipe.Loss.To + 1 ?? recipe.Epochs);
            json.WriteNumber("lossRamp", recipe.Loss.Ramp);
        }

        json.WriteRounded("dropout", recipe.Dropout);
        json.WriteNumber("shift", recipe.Augmentation.Shift);
        json.WriteBoolean("flips", recipe.Augmentation.Flips);
        json.WriteRounded("averageDecay", recipe.AverageDecay);
        json.WriteRounded("leastGain", recipe.LeastGain);
        json.WriteNumber("patience", recipe.Patience);
        json.WriteNumber("seed", recipe.Seed);
        json.WriteEndObject();
    }

    private static void WritePrivacy(Utf8JsonWriter json, PrivacySpent? spent)
    {
        if (spent is null)
            return;

        json.WriteStartObject("differentialPrivacy");
        json.WriteRounded("epsilon", spent.Epsilon);
        json.WriteRounded("delta", spent.Delta);
        json.WriteRounded("noiseMultiplier", spent.NoiseMultiplier);
        json.WriteRounded("samplingRate", spent.SamplingRate);
        json.WriteNumber("steps", spent.Steps);
        json.WriteString("neighbours", "one trained image more or less");

        // Nothing of them has noise.
        json.WriteString("notCovered", "the held-out images; and what this file says of the training images");
        json.WriteEndObject();
    }

    private static void WriteEpochs(Utf8JsonWriter json, TrainingOutcome outcome)
    {
        json.WriteNumber("keptEpoch", outcome.BestEpoch + 1);
        json.WriteStartArray("epochs");
        foreach (var epoch in outcome.Epochs)
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", epoch.Epoch + 1);
            json.WriteRounded("loss", epoch.Loss);
            json.WriteRounded("trainingAccuracy", epoch.TrainingAccuracy);
            json.WriteRounded("holdoutAccuracy", epoch.HoldoutAccuracy);
            json.WriteRounded("holdoutLoss", epoch.HoldoutLoss);
            json.WriteRounded("beta", epoch.Beta);
            json.WriteRounded("rate", epoch.Rate);
            json.WriteRounded("seconds", epoch.Seconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAccuracy(Utf8JsonWriter json, TrainingOutcome outcome)
    {
        json.WriteStartObject("accuracy");
        json.WriteRounded("trainedOn", outcome.Accuracy.OnTrained);
        json.WriteRounded("heldOut", outcome.Accuracy.OnHeldOut);
        json.WriteStartArray("classes");
        for (var i = 0; i < outcome.ClassAccuracies.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", outcome.Set.Classes[i]);
            json.WriteRounded("trainedOn", outcome.ClassAccuracies[i].OnTrained);
            json.WriteRounded("heldOut", outcome.ClassAccuracies[i].OnHeldOut);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMembership(Utf8JsonWriter json, TrainingOutcome outcome)
    {
        json.WriteStartObject("membership");
        json.WriteString("score", "modifiedEntropy");

        // The holdout has chosen the epoch, so it is not quite as foreign to the model as images that nobody has looked at.
        json.WriteString("nonMembers", "holdout, which also chose the epoch");
        json.WriteString("refusal", outcome.ExposureRefusal);
        if (outcome.Exposure is { } exposure)
            WriteExposure(json, exposure, outcome.Set.Classes);

        json.WriteEndObject();
    }

    private static void WriteExposure(Utf8JsonWriter json, MembershipExposure exposure, IReadOnlyList<string> classes)
    {
        json.WriteRounded("auc", exposure.Auc);
        ExposureJson.WriteInterval(json, exposure.Interval);
        ExposureJson.WriteLowRate(json, "atOnePercent", exposure.AtOnePercent);
        ExposureJson.WriteLowRate(json, "atOnePerMille", exposure.AtOnePerMille);
        json.WriteRounded("classMixDistance", exposure.ClassMixDistance);
        json.WriteString("worstClass", exposure.WorstClass is { } worst ? classes[worst.Label] : null);
        json.WriteStartArray("classes");
        foreach (var ofClass in exposure.Classes)
        {
            json.WriteStartObject();
            json.WriteString("name", classes[ofClass.Label]);
            json.WriteNumber("members", ofClass.Members);
            json.WriteNumber("nonMembers", ofClass.NonMembers);
            json.WriteRounded("auc", ofClass.Auc);
            ExposureJson.WriteInterval(json, ofClass.Interval);
            json.WriteString("refusal", ofClass.Refusal);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
