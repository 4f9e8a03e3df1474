using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Provenance.Croissant;

namespace DatasetGuard.Core.Rules.Change;

/// <summary>A dataset held against what is declared of it.</summary>
internal sealed class DeclaredComparison
{
    private readonly List<Sample> _otherBytes = [];
    private readonly List<string> _otherFiles = [];
    private readonly SortedDictionary<string, string> _missing = new(StringComparer.Ordinal);

    /// <summary>Images whose content has another SHA-256; those that could not be read are among them.</summary>
    public IReadOnlyList<Sample> OtherBytes => _otherBytes;

    /// <summary>Archives, arrays and lists with another SHA-256, by name.</summary>
    public IReadOnlyList<string> OtherFiles => _otherFiles;

    /// <summary>What is declared and not there: its SHA-256, or nothing, by name.</summary>
    public IReadOnlyDictionary<string, string> Missing => _missing;

    public IReadOnlyList<Sample> Undeclared { get; private set; } = [];

    public IReadOnlyList<Sample> OtherLabel { get; private set; } = [];

    public IReadOnlyList<Sample> OtherSplit { get; private set; } = [];

    public IReadOnlyList<string> UndeclaredLabels { get; private init; } = [];

    public IReadOnlyList<string> UnusedLabels { get; private init; } = [];

    public IReadOnlyList<string> UndeclaredSplits { get; private init; } = [];

    public IReadOnlyList<string> UnusedSplits { get; private init; } = [];

    /// <summary>Declared files of which nothing can be said.</summary>
    public int Unchecked { get; private set; }

    public static DeclaredComparison Of(CroissantDeclaration declared, Dataset dataset, CancellationToken cancellationToken)
    {
        var result = new DeclaredComparison
        {
            UndeclaredLabels = [.. dataset.Classes.Where(name => !declared.Labels.Any(words => words.Contains(name)))],
            UnusedLabels = [.. declared.Labels.Where(words => !dataset.Classes.Any(words.Contains)).Select(First)],
            UndeclaredSplits = [.. dataset.Splits.Where(name => !declared.Splits.Any(words => IsSplit(words, name)))],
            UnusedSplits = [.. declared.Splits.Where(words => !dataset.Splits.Any(name => IsSplit(words, name))).Select(First)],
        };
        var places = new DeclaredPlaces(declared, dataset);
        result.CompareFiles(declared, dataset, places, cancellationToken);
        result.CompareImages(declared, dataset, places);
        result._otherFiles.Sort(string.CompareOrdinal);
        return result;
    }

    private static string First(IReadOnlySet<string> words) => words.Order(StringComparer.Ordinal).First();

    /// <summary>The names of folders are normalised when they are read, so what is declared is as well.</summary>
    private static bool IsSplit(IReadOnlySet<string> words, string name) => words.Any(word => word == name || PathLayout.SplitOf(word) == name);

    private void CompareFiles(CroissantDeclaration declared, Dataset dataset, DeclaredPlaces places, CancellationToken cancellationToken)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in declared.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (places.SampleOf(file) is { } sample)
            {
                named.Add(sample.Id);
                if (file.Sha256 is null)
                    Unchecked++;
                else if (file.Sha256 != sample.ContentHash)
                    _otherBytes.Add(sample);
            }
            else
            {
                CompareOther(file, dataset, places);
            }
        }

        if (named.Count > 0 && !declared.HasFileSets)
            Undeclared = [.. dataset.Samples.Where(sample => dataset.Roots[sample.Source.Root].ImageFolder is not null && !named.Contains(sample.Id))];

        _otherBytes.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
    }

    private void CompareOther(DeclaredFile file, Dataset dataset, DeclaredPlaces places)
    {
        if (file.FileName == "manifest.sha256" && file.Sha256 is not null && file.Container is null)
        {
            // The dataset's own digest is that of its manifest, whether or not one lies here.
            if (file.Sha256 != dataset.Digest)
                _otherFiles.Add(file.Name);
        }
        else if (places.DigestOf(file) is { } digest)
        {
            if (file.Sha256 is null)
                Unchecked++;
            else if (file.Sha256 != digest)
                _otherFiles.Add(file.Name);
        }
        else if (places.IsHere(file))
        {
            _missing[file.Name] = file.Sha256 ?? "";
        }
        else
        {
            Unchecked++;
        }
    }

    private void CompareImages(CroissantDeclaration declared, Dataset dataset, DeclaredPlaces places)
    {
        var (labels, splits) = (new SortedDictionary<string, Sample>(StringComparer.Ordinal), new SortedDictionary<string, Sample>(StringComparer.Ordinal));
        foreach (var image in declared.Images)
        {
            if (places.SampleOf(image.Path) is not { } sample)
            {
                _missing.TryAdd(image.Path, "");
                continue;
            }

            var words = declared.Labels.FirstOrDefault(row => image.Label is not null && row.Contains(image.Label));
            var name = dataset.ClassOf(sample);
            if (image.HasLabel && image.Label != name && !(words is not null && name is not null && words.Contains(name)))
                labels[sample.Id] = sample;

            var split = sample.SplitIndex < 0 ? null : dataset.Splits[sample.SplitIndex];
            if (image.Split is not null && image.Split != split && PathLayout.SplitOf(image.Split) != split)
                splits[sample.Id] = sample;
        }

        (OtherLabel, OtherSplit) = ([.. labels.Values], [.. splits.Values]);
    }
}
