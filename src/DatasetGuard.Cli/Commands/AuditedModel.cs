using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Cli.Commands;

/// <summary>A model that was found to be one, before the pictures are there that it will be asked about.</summary>
internal sealed class AuditedModel : IDisposable
{
    private readonly TrainedModel? _checkpoint;
    private readonly FeatureSource? _file;
    private readonly ModelFacts _facts;
    private readonly IEncoder? _encoder;

    private AuditedModel(TrainedModel? checkpoint, FeatureSource? file, ModelFacts facts, IEncoder? encoder = null) => (_checkpoint, _file, _facts, _encoder) = (checkpoint, file, facts, encoder);

    /// <summary>What the training stage made of it; null for a model from elsewhere.</summary>
    public ModelDescription? Description => _checkpoint?.Description;

    /// <summary>How it was trained; null where that is not known.</summary>
    public TrainingRecord? Record { get; private init; }

    /// <summary>In the order of its outputs; null where nobody says.</summary>
    public IReadOnlyList<string>? Classes => _facts.Classes;

    /// <param name="model">Belongs to it.</param>
    /// <param name="record">How it was trained.</param>
    /// <param name="encoder">Of a linear probe; belongs to it.</param>
    public static AuditedModel OfCheckpoint(TrainedModel model, TrainingRecord? record, IEncoder? encoder) =>
        new(model, null, new ModelFacts { Classes = model.Description.Classes }, encoder) { Record = record };

    public static AuditedModel OfFile(FeatureSource file, ModelFacts facts) => new(null, file, facts);

    /// <param name="geometry">Of the pictures.</param>
    /// <param name="option">What the user named them with.</param>
    /// <exception cref="AuditException">It takes others.</exception>
    public IClassifier Bind(ViewGeometry geometry, string option) =>
        _checkpoint is null ? ClassifierFiles.Open(_file!, _facts, geometry) : _encoder is null ? new CheckpointClassifier(_checkpoint, option) : new EncodedClassifier(_checkpoint, _encoder, geometry);

    /// <summary>For the search of triggers.</summary>
    /// <param name="geometry">Of the pictures.</param>
    /// <returns>Null for an ONNX model, and for a linear probe, whose encoder is one: no slope goes through it.</returns>
    /// <exception cref="AuditException">It takes others.</exception>
    public IDifferentiable? BindGradients(ViewGeometry geometry)
    {
        if (_checkpoint is not { Description: var known })
            return ClassifierFiles.OpenGradients(_file!, _facts, geometry);

        return _encoder is null ? new NetworkGradients(_checkpoint.Network, known.Width, known.Height, _checkpoint.WeightsDigest) : null;
    }

    /// <summary>Models like it, as far as it is known how it was trained.</summary>
    public ShadowPlan Shadows(int count, int jobs, IScanProgress progress)
    {
        var plan = Description is { } model && Record is { } record ? ShadowPlan.Like(model.Shape, record, count) : ShadowPlan.Plain(Description?.Shape, count);
        return _encoder is null ? plan : plan with { Read = EncodedPictures.Reader(_encoder, jobs, progress) };
    }

    public void Dispose()
    {
        _checkpoint?.Dispose();
        _encoder?.Dispose();
    }
}
