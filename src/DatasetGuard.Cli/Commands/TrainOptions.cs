using System.CommandLine;
using DatasetGuard.Core.Configuration;

namespace DatasetGuard.Cli.Commands;

/// <summary>The options of <c>train</c> that say how, each of which weighs more than its key of the configuration.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string?> _privacy = new Option<string?>("--privacy") { Description = "standard (the default): moved pictures, dropout and an early stop. strong: each image is taught only by networks that never saw it, which gives least away, takes about twice the time and costs some points of accuracy on clean data. differential: DP-SGD, whose noise bounds what any image can do; the only promise against every attack, for which it costs most accuracy." }.OneOf([.. TrainingSettings.Privacies]);
    private readonly Option<double?> _epsilon = new Option<double?>("--epsilon") { Description = "What training may spend with differential privacy; 8 unless given. The noise follows from it." }.NumberFrom(0.01, 1000);
    private readonly Option<double?> _clip = new Option<double?>("--clip") { Description = "What the gradient of an image is shortened to with differential privacy; 1 unless given." }.NumberFrom(0.001, 1000);
    private readonly Option<string?> _loss = new Option<string?>("--loss") { Description = "margin (the default) parts the classes further in feature space, beside cross-entropy. It does not make the model give away less." }.OneOf([.. TrainingSettings.Losses]);
    private readonly Option<string?> _network = new Option<string?>("--network") { Description = "How wide the convolutional network is; small unless given. resnet-18 is a deep one for pictures of 32 to 64 pixels, which takes some 80 times as long as small." }.OneOf([.. TrainingSettings.Networks]);
    private readonly Option<int?> _epochs = new Option<int?>("--epochs") { Description = "Passes over the images at most; 24 unless given." }.WholeFrom(1);
    private readonly Option<bool> _flips = new("--flips") { Description = "Also turn pictures left to right, which makes the model better on photos; not for digits, letters and signs." };
    private readonly Option<int?> _shift = new Option<int?>("--shift") { Description = "Pixels by which pictures are moved at most; a tenth of the side unless given." }.WholeFrom(0);
    private readonly Option<double?> _dropout = new Option<double?>("--dropout") { Description = "The share of the features that each step hides, from 0 to 0.9; 0.25 for standard privacy without --flips, else 0." }.NumberFrom(0, 0.9);

    public IReadOnlyList<Option> All => [_privacy, _epsilon, _clip, _loss, _network, _epochs, _flips, _shift, _dropout];

    /// <exception cref="UsageException">Some go not together.</exception>
    public TrainingSettings Read(ParseResult parse, TrainingSettings configured)
    {
        var settings = With(parse, configured);
        if (settings.Privacy == TrainPlan.Differential && settings.Loss == TrainPlan.Margin)
            throw new UsageException("The margin loss looks at pairs of images, and differential privacy bounds what a single one does. Leave the loss out, or give --loss cross-entropy.");
        if (settings.Privacy != TrainPlan.Differential && (parse.GetValue(_epsilon) ?? parse.GetValue(_clip)) is not null)
            throw new UsageException("--epsilon and --clip belong to differential privacy. Give --privacy differential as well.");

        return settings;
    }

    private TrainingSettings With(ParseResult parse, TrainingSettings configured) => configured with
    {
        Network = parse.GetValue(_network) ?? configured.Network,
        Loss = parse.GetValue(_loss) ?? configured.Loss,
        Privacy = parse.GetValue(_privacy) ?? configured.Privacy,
        Epochs = parse.GetValue(_epochs) ?? configured.Epochs,
        Flips = parse.GetResult(_flips) is { Implicit: false } ? parse.GetValue(_flips) : configured.Flips,
        Shift = parse.GetValue(_shift) ?? configured.Shift,
        Epsilon = parse.GetValue(_epsilon) ?? configured.Epsilon,
        Clip = parse.GetValue(_clip) ?? configured.Clip,
        Dropout = parse.GetValue(_dropout) ?? configured.Dropout,
    };
}
