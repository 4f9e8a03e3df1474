namespace DatasetGuard.Core.Datasets;

/// <summary>What the class texts of an archive (WebDataset's <c>.cls</c>) and the folders of its images say, held against each other.</summary>
/// <remarks>
/// Training code goes by the one or by the other. Where they differ a scan could be shown classes in which a trigger is spread evenly, and
/// the training others.
/// </remarks>
internal sealed class ClassTexts
{
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<(string Folder, string Label)> _pairs = [];
    private int _with;
    private string? _without;

    /// <param name="id">Of an image.</param>
    /// <param name="label">Its class text; null without one.</param>
    public void Add(string id, string? label)
    {
        var folder = Path.GetFileName(Path.GetDirectoryName(id)) ?? "";
        _folders.Add(folder);
        if (label is null)
            _without ??= folder.Length > 0 ? id : null;
        else if (++_with > 0 && folder != label)
            _pairs.Add((folder, label));
    }

    /// <summary>In one sentence what is contradictory; null when nothing is.</summary>
    public string? Contradiction()
    {
        if (_with > 0 && _without is not null)
            return $"{_with:N0} of its images have a class text (.cls) and others in folders, such as '{Printable.Text(_without)}', have none: training code goes by the texts or by the folders. Give every image one, or take them out";

        foreach (var (folder, label) in _pairs.Where(pair => _folders.Contains(pair.Label)).Order().Take(1))
            return $"an image in the folder '{Printable.Text(folder)}' has the class text '{Printable.Text(label)}', which is another folder: training code goes by the texts or by the folders. Make them agree";

        return null;
    }
}
