using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Cli.Commands;

/// <summary>A model that was found to be one, before the pictures are there that it will be asked about.</summary>
internal sealed class AuditedModel : IDisposable
{
    private readonly TrainedModel? _checkpoint;
    private readonly FeatureSource? _file;
    private readonly ModelFacts _facts;

    private AuditedModel(TrainedModel? checkpoint, FeatureSource? file, ModelFacts facts) => (_checkpoint, _file, _facts) = (checkpoint, file, facts);

    /// <summary>What the training stage made of it; null for a model from elsewhere.</summary>
    public ModelDescription? Description => _checkpoint?.Description;

    /// <summary>How it was trained; null where that is not known.</summary>
    public TrainingRecord? Record { get; private init; }

    /// <summary>In the order of its outputs; null where nobody says.</summary>
    public IReadOnlyList<string>? Classes => _facts.Classes;

    public static AuditedModel OfCheckpoint(TrainedModel model, TrainingRecord? record) =>
        new(model, null, new ModelFacts { Classes = model.Description.Classes }) { Record = record };

    public static AuditedModel OfFile(FeatureSource file, ModelFacts facts) => new(null, file, facts);

    /// <param name="geometry">Of the pictures.</param>
    /// <exception cref="AuditException">It takes others.</exception>
    public IClassifier Bind(ViewGeometry geometry) => _checkpoint is not null ? new CheckpointClassifier(_checkpoint) : ClassifierFiles.Open(_file!, _facts, geometry);

    /// <summary>For the search of triggers.</summary>
    /// <param name="geometry">Of the pictures.</param>
    /// <returns>Null for an ONNX model, through which no slope goes.</returns>
    /// <exception cref="AuditException">It takes others.</exception>
    public IDifferentiable? BindGradients(ViewGeometry geometry) => _checkpoint is { Description: var known }
        ? new NetworkGradients(_checkpoint.Network, known.Width, known.Height, _checkpoint.WeightsDigest)
        : ClassifierFiles.OpenGradients(_file!, _facts, geometry);

    /// <summary>Models like it, as far as it is known how it was trained.</summary>
    public ShadowPlan Shadows(int count) => Description is { } model && Record is { } record ? ShadowPlan.Like(model.Shape, record, count) : ShadowPlan.Plain(Description?.Shape, count);

    public void Dispose() => _checkpoint?.Dispose();
}
