using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;

namespace DatasetGuard.Cli.Commands;

/// <summary>Reads the two sides of an audit. The pixels are gone when it is disposed.</summary>
internal sealed class AuditReader(AuditRequest request, IScanProgress progress) : IDisposable
{
    private readonly List<PixelStore> _stores = [];

    /// <exception cref="DatasetException">Something cannot be read to its end.</exception>
    /// <exception cref="AuditException">The sides cannot be compared.</exception>
    /// <exception cref="UsageException">Nothing tells what the model was not trained on.</exception>
    public AuditData Read(AuditedModel model, CancellationToken cancellationToken)
    {
        var trained = Load(request.Members, request.Options, cancellationToken);
        var parts = model.Description is { } description ? OwnTraining.Parts(description, model.Record, trained) : null;
        var members = parts?.Members ?? AuditSource.Members(trained);
        AuditSource others;
        if (request.Others.Count > 0)
            others = AuditSource.Others(Load(request.Others, request.Options with { Labels = null }, cancellationToken));
        else if (AuditSource.HasSplits(trained))
            others = AuditSource.Others(trained);
        else
            others = parts?.HeldOut ?? throw NoOthers(model);

        progress.Begin("Comparing the images", null);
        var data = AuditData.Of(members, others, model.Classes ?? ClassesOf(trained, others.Data));
        return data with { Warnings = [.. data.Warnings, .. Warnings(model, trained, data, parts is not null, isHeldOut: ReferenceEquals(others, parts?.HeldOut))] };
    }

    /// <summary>The images that triggers are looked for with: those of other splits than 'train', where there are several.</summary>
    /// <exception cref="DatasetException">Something cannot be read to its end.</exception>
    /// <exception cref="AuditException">They hold no pictures.</exception>
    public AuditSource ReadData(CancellationToken cancellationToken)
    {
        var data = Load(request.Data, request.Members.Count > 0 ? request.Options with { Labels = null } : request.Options, cancellationToken);
        return AuditSource.HasSplits(data) ? AuditSource.Others(data) : AuditSource.Members(data);
    }

    /// <summary>What was trained on: the split 'train', where there are several.</summary>
    /// <exception cref="DatasetException">Something cannot be read to its end.</exception>
    /// <exception cref="AuditException">It holds no pictures.</exception>
    public AuditSource ReadMembers(CancellationToken cancellationToken) => AuditSource.Members(Load(request.Members, request.Options, cancellationToken));

    /// <summary>All of the members, whatever splits they have and whether they have classes.</summary>
    /// <exception cref="DatasetException">Something cannot be read to its end.</exception>
    /// <exception cref="AuditException">It holds no pictures.</exception>
    public LoadedDataset ReadInputs(CancellationToken cancellationToken) => Load(request.Members, request.Options, cancellationToken);

    public void Dispose() => _stores.ForEach(store => store.Dispose());

    private static IEnumerable<string> Warnings(AuditedModel model, LoadedDataset trained, AuditData data, bool isParted, bool isHeldOut)
    {
        if (model.Classes is null)
            yield return "Nobody says in which order the outputs of the model stand: that of the classes' names was taken. --classes gives another.";
        if (model.Description is not { } description)
            yield break;

        if (isHeldOut)
            yield return "The non-members are what the training held out, which also chose the epoch: they look a little more like members than other images would.";
        else if (description.DatasetDigest != trained.Dataset.Digest)
            yield return "By its digest the dataset of the members is not the one that the model was trained on: members that it never saw make it look safer than it is.";
        else if (!isParted && model.Record?.Trained != data.Members.Count)
            yield return "Some of the members may not have been trained on: the training held them out, or a scan suspects them, and nothing tells which. They count as members, which makes the model look safer than it is.";
    }

    private static UsageException NoOthers(AuditedModel model) => new(model.Description is null
        ? "Nothing tells what the model was not trained on. Name other images with --nonmembers, or a dataset with a split train and others."
        : "Nothing tells what the model was not trained on: it was trained on other data, or with a holdout or suspects of its own. Name other images with --nonmembers.");

    private static List<string> ClassesOf(LoadedDataset members, LoadedDataset others) =>
        [.. members.Dataset.Classes.Union(others.Dataset.Classes, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private LoadedDataset Load(IReadOnlyList<string> paths, ScanOptions how, CancellationToken cancellationToken)
    {
        var store = new PixelStore(how.TemporaryFolder);
        _stores.Add(store);
        var (dataset, views) = new DatasetLoader(store, how, progress).Load(paths, request.Format, cancellationToken);
        if (dataset.Breaks.Count > 0)
            throw new DatasetException($"{Printable.Line(dataset.Breaks[0])} Nothing is measured on a part of a dataset.");

        return dataset.HoldsVectors
            ? throw new AuditException($"'{Printable.Text(dataset.Root)}' holds feature vectors, and a model is asked about pictures. Give the images.")
            : new LoadedDataset(dataset, views);
    }
}
