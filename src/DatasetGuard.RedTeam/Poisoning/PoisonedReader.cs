using DatasetGuard.Core.Datasets;
using DatasetGuard.RedTeam.Attacks;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>A dataset that is poisoned while it is read, without a copy on the disk.</summary>
/// <remarks>
/// The same images are chosen and their pixels become the same as in the copy that <see cref="DatasetPoisoner"/> writes with the same
/// options. Other samples stay as they are, names and all. Images that are relabelled get a name in the new class, where names tell classes.
/// </remarks>
internal sealed class PoisonedReader : IDatasetReader
{
    private readonly SourceDataset _source;
    private readonly SampleList _list;
    private readonly PoisonOptions _options;
    private readonly Attack _attack;
    private readonly IReadOnlyDictionary<int, Victim> _victims;
    private readonly Dictionary<int, string> _names = [];
    private readonly IDatasetReader _images;

    public PoisonedReader(SourceDataset source, SampleList list, PoisonOptions options, Attack attack, IReadOnlyDictionary<int, Victim> victims)
    {
        (_source, _list, _options, _attack, _victims, _images) = (source, list, options, attack, victims, source.Open());
        var taken = list.Samples.Select(sample => sample.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var sample in list.Samples)
        {
            if (victims.TryGetValue(sample.Position, out var victim))
                _names[sample.Position] = NewName(sample, victim, taken);
        }
    }

    /// <summary>Positions that are not read, as for test images that training must not see.</summary>
    public IReadOnlySet<int> LeftOut { get; init; } = new HashSet<int>();

    /// <summary>Poison and cover by their names in this dataset.</summary>
    public Dictionary<string, PoisonRole> Roles => _victims.ToDictionary(pair => _names[pair.Key], pair => pair.Value.Role, StringComparer.Ordinal);

    public string Format => _images.Format;

    public int? Count => _list.Samples.Count + _list.LeftOut - LeftOut.Count;

    public int Ignored => _images.Ignored;

    public string? ManifestPath => _images.ManifestPath;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        var encoder = new SampleEncoder(_source, _attack);
        var position = -1;
        foreach (var sample in _images.Read(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (LeftOut.Contains(++position))
                continue;

            var (label, split) = sample.IsLabelled ? (sample.Label, sample.Split) : _list.Layout.Resolve(sample.Id);
            var labelled = sample with { Label = label, Split = split, IsLabelled = true };
            yield return _victims.TryGetValue(position, out var victim) ? Poisoned(labelled, victim, _names[position], encoder, cancellationToken) : labelled;
        }
    }

    private RawSample Poisoned(RawSample sample, Victim victim, string name, SampleEncoder encoder, CancellationToken cancellationToken) => sample with
    {
        Id = name,
        Label = victim.Role == PoisonRole.Poison ? _options.Target : sample.Label,
        Content = _attack.ChangesPixels ? encoder.Poison(sample, TriggerSplit.Seen, cancellationToken) ?? throw _source.Changed() : sample.Content,
    };

    private string NewName(ListedSample sample, Victim victim, HashSet<string> taken)
    {
        var name = sample.Id;
        if (victim.Role == PoisonRole.Poison && sample.Label is { } label && label != _options.Target)
            name = Moved(name, label, _options.Target);
        if (_attack.ChangesPixels && victim.BecomesPng)
            name = Path.ChangeExtension(name, ".png");
        if (name == sample.Id)
            return name;

        var (stem, extension) = (name[..^Path.GetExtension(name).Length], Path.GetExtension(name));
        for (var i = 2; !taken.Add(name); i++)
            name = $"{stem}-{i}{extension}";

        return name;
    }

    /// <summary>The path with another class folder; a name that tells no class stays.</summary>
    private static string Moved(string id, string label, string target)
    {
        var parts = id.Split('/');
        var at = Array.IndexOf(parts, label, 0, parts.Length - 1);
        if (at < 0)
            return id;

        parts[at] = target;
        parts[^1] = MovedName.Of(parts[^1], label, target);
        return string.Join('/', parts);
    }
}
