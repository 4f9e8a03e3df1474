using System.CommandLine;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Cli.Commands;

/// <summary>The options of <c>train</c> that say how, each of which weighs more than its key of the configuration.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string?> _privacy = new Option<string?>("--privacy") { Description = "standard (the default): moved pictures, dropout and an early stop. strong: each image is taught only by networks that never saw it, which gives least away, takes about twice the time and costs some points of accuracy on clean data. differential: DP-SGD, whose noise bounds what any image can do; the only promise against every attack, for which it costs most accuracy." }.OneOf([.. TrainingSettings.Privacies]);
    private readonly Option<double?> _epsilon = new Option<double?>("--epsilon") { Description = "What training may spend with differential privacy; 8 unless given. The noise follows from it." }.NumberFrom(0.01, 1000);
    private readonly Option<double?> _clip = new Option<double?>("--clip") { Description = "What the gradient of an image is shortened to with differential privacy; 1 unless given." }.NumberFrom(0.001, 1000);
    private readonly Option<string?> _loss = new Option<string?>("--loss") { Description = "margin (the default, but for linear) parts the classes further in feature space, beside cross-entropy, as do contrastive, triplet, nt-xent, nt-logistic, supcon and center; none of them makes the model give away less. cross-entropy stands alone, and is what linear has. relax (RelaxLoss) and crl keep it at a level, which gives away less and costs accuracy." }.OneOf([.. TrainingSettings.Losses]);
    private readonly Option<double?> _lossWeight = new Option<double?>("--loss-weight") { Description = "What the loss counts beside cross-entropy; 1 unless given, of center 0.01." }.NumberFrom(0, 1000);
    private readonly Option<int?> _lossFrom = new Option<int?>("--loss-from") { Description = "The epoch in which the loss beside cross-entropy begins; the first unless given." }.WholeFrom(1);
    private readonly Option<int?> _lossTo = new Option<int?>("--loss-to") { Description = "The last epoch in which it counts; the last of all unless given." }.WholeFrom(1);
    private readonly Option<int?> _lossRamp = new Option<int?>("--loss-ramp") { Description = "Epochs in which its weight rises to the whole of it; 0 unless given." }.WholeFrom(0);
    private readonly Option<string?> _network = new Option<string?>("--network") { Description = "small (the default), medium and large say how wide the convolutional network is. resnet-18 is a deep one for pictures of 32 to 64 pixels, which takes some 80 times as long as small. linear is a linear probe: one layer on what the frozen encoder of --features gives." }.OneOf([.. TrainingSettings.Networks]);
    private readonly Option<string?> _features = new("--features") { Description = "The frozen encoder of --network linear: an ONNX model, or the folder that 'train' wrote. Its features are computed once, of the pictures as they are. features.layer, features.mean and features.std of the configuration say how.", HelpName = "PATH" };
    private readonly Option<int?> _epochs = new Option<int?>("--epochs") { Description = "Passes over the images at most; 24 unless given, and more of fewer than 800 images." }.WholeFrom(1);
    private readonly Option<bool> _flips = new("--flips") { Description = "Also turn pictures left to right, which makes the model better on photos; not for digits, letters and signs." };
    private readonly Option<int?> _shift = new Option<int?>("--shift") { Description = "Pixels by which pictures are moved at most; a tenth of the side unless given." }.WholeFrom(0);
    private readonly Option<double?> _dropout = new Option<double?>("--dropout") { Description = "The share of the features that each step hides, from 0 to 0.9; 0.25 for standard privacy without --flips, else 0." }.NumberFrom(0, 0.9);

    // The names are too many for the column; the description has them.
    public TrainOptions() => (_loss.HelpName, _network.HelpName) = ("LOSS", "NETWORK");

    public IReadOnlyList<Option> All => [_privacy, _epsilon, _clip, _loss, _lossWeight, _lossFrom, _lossTo, _lossRamp, _network, _features, _epochs, _flips, _shift, _dropout];

    /// <summary>The encoder of a linear probe, as the command line names it.</summary>
    public string? FeaturesOf(ParseResult parse) => parse.GetValue(_features);

    /// <exception cref="UsageException">Some go not together.</exception>
    public TrainingSettings Read(ParseResult parse, TrainingSettings configured)
    {
        var settings = With(parse, configured);
        CheckProbe(settings, parse.GetValue(_features));
        if (settings.Privacy == TrainPlan.Differential && settings.Loss is not (null or TrainPlan.CrossEntropy))
            throw new UsageException($"The loss {settings.Loss} looks at several images at once, and differential privacy bounds what a single one does. Leave it out, or give --loss cross-entropy.");
        if (settings is { Privacy: TrainPlan.Strong, Loss: "relax" or "crl" })
            throw new UsageException($"The loss {settings.Loss} learns from the labels, and strong privacy from other networks. Leave one of them out.");
        if (settings.LossFrom > settings.LossTo)
            throw new UsageException($"The loss would begin in epoch {settings.LossFrom} and end in epoch {settings.LossTo}. Let it end later.");
        if (settings.Privacy != TrainPlan.Differential && (parse.GetValue(_epsilon) ?? parse.GetValue(_clip)) is not null)
            throw new UsageException("--epsilon and --clip belong to differential privacy. Give --privacy differential as well.");

        if (!TrainPlan.LossOf(settings).IsBeside && (parse.GetResult(_lossWeight) ?? parse.GetResult(_lossFrom) ?? parse.GetResult(_lossTo) ?? parse.GetResult(_lossRamp)) is not null)
            throw new UsageException("--loss-weight, --loss-from, --loss-to and --loss-ramp are of a loss beside cross-entropy, and there is none. Leave them out, or give another --loss.");

        return settings;
    }

    private static void CheckProbe(TrainingSettings settings, string? features)
    {
        if (settings.Network != TrainPlan.Linear)
        {
            if (features is not null)
                throw new UsageException("--features is the encoder of a linear probe, and another network is trained. Give --network linear as well, or leave it out.");

            return;
        }

        if (settings is { Flips: true } or { Shift: > 0 })
            throw new UsageException("A linear probe learns from features that are computed once, so that pictures cannot be moved or turned in between. Leave --flips and --shift out, also in the configuration.");
        if (settings.Loss is { } loss && LossPlan.Of(loss).ShapesFeatures)
            throw new UsageException($"The loss {loss} shapes features, and a linear probe leaves those of its encoder as they are. Give --loss cross-entropy or relax, or leave it out.");
    }

    private TrainingSettings With(ParseResult parse, TrainingSettings configured) => configured with
    {
        Network = parse.GetValue(_network) ?? configured.Network,
        Loss = parse.GetValue(_loss) ?? configured.Loss,
        LossWeight = parse.GetValue(_lossWeight) ?? configured.LossWeight,
        LossFrom = parse.GetValue(_lossFrom) ?? configured.LossFrom,
        LossTo = parse.GetValue(_lossTo) ?? configured.LossTo,
        LossRamp = parse.GetValue(_lossRamp) ?? configured.LossRamp,
        Privacy = parse.GetValue(_privacy) ?? configured.Privacy,
        Epochs = parse.GetValue(_epochs) ?? configured.Epochs,
        Flips = parse.GetResult(_flips) is { Implicit: false } ? parse.GetValue(_flips) : configured.Flips,
        Shift = parse.GetValue(_shift) ?? configured.Shift,
        Epsilon = parse.GetValue(_epsilon) ?? configured.Epsilon,
        Clip = parse.GetValue(_clip) ?? configured.Clip,
        Dropout = parse.GetValue(_dropout) ?? configured.Dropout,
    };
}
