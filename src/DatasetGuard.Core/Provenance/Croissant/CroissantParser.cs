using System.Text.Json;
using DatasetGuard.Core.Configuration;

namespace DatasetGuard.Core.Provenance.Croissant;

/// <summary>Reads a Croissant file; what it does not know it passes over, for the format is open to extensions.</summary>
/// <param name="name">The file's name.</param>
internal sealed class CroissantParser(string name)
{
    private static readonly string[] PathFields = ["path", "fullpath", "file", "filename", "file_name", "image"];
    private static readonly string[] LabelFields = ["label", "labels", "class"];

    /// <exception cref="ConfigurationException">It is no JSON, or no description of a dataset.</exception>
    public CroissantDeclaration Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new ConfigurationException(new ConfigurationFault(name, (int?)error.LineNumber + 1, (int?)error.BytePositionInLine + 1, "the Croissant file is no JSON from here on, or says one thing twice."), error);
        }
        catch (InvalidOperationException error)
        {
            throw new ConfigurationException(new ConfigurationFault(name, null, null, "the Croissant file has a name that is no text."), error);
        }
    }

    private CroissantDeclaration Read(JsonElement root)
    {
        if (!JsonLd.IsOf(root, "Dataset"))
            throw new ConfigurationException(new ConfigurationFault(name, null, null, "the Croissant file describes no dataset: its @type is not sc:Dataset."));

        var distribution = JsonLd.Values(root, "distribution").ToList();
        var records = JsonLd.Values(root, "recordSet").Select(set => new CroissantRecordSet(set)).ToList();
        var labels = LabelSets(records);
        var splits = SplitSets(records);
        return new CroissantDeclaration
        {
            File = name,
            Digest = "",
            Files = [.. distribution.Where(one => JsonLd.IsOf(one, "FileObject")).Select(ReadFile)],
            HasFileSets = distribution.Exists(one => JsonLd.IsOf(one, "FileSet")),
            Labels = [.. labels.SelectMany(set => set.Rows)],
            Splits = [.. splits.SelectMany(set => set.Rows)],
            Images = [.. records.Except(labels).Except(splits).SelectMany(ReadImages)],
        };
    }

    private static DeclaredFile ReadFile(JsonElement file)
    {
        var url = JsonLd.Word(file, "contentUrl") ?? "";
        var shown = JsonLd.Word(file, "name") ?? JsonLd.Word(file, "@id") ?? url;

        // The examples of the specification have MD5 digests under this key.
        var digest = JsonLd.Word(file, "sha256") is { Length: 64 } text && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null;
        return new DeclaredFile(shown, ContentUrl.PathsOf(url), digest, JsonLd.Word(file, "containedIn")) { FileName = Uri.UnescapeDataString(url.Split('?', '#')[0].Split('/')[^1]) };
    }

    /// <summary>Those that a field of labels refers to.</summary>
    private static List<CroissantRecordSet> LabelSets(List<CroissantRecordSet> records) => Referred(
        records,
        field => JsonLd.Words(field, "dataType").Any(type => JsonLd.Local(type) == "Label") || LabelFields.Contains(CroissantRecordSet.NameOf(field), StringComparer.OrdinalIgnoreCase));

    /// <summary>Those that are splits by their type, and those that a field of splits refers to.</summary>
    private static List<CroissantRecordSet> SplitSets(List<CroissantRecordSet> records) =>
    [
        .. Referred(records, CroissantRecordSet.IsSplit).Concat(records.Where(set => set.IsOfSplits && set.Rows.Count > 0)).Distinct(),
    ];

    private static List<CroissantRecordSet> Referred(List<CroissantRecordSet> records, Func<JsonElement, bool> isMeant)
    {
        var names = records.SelectMany(set => set.Fields).Where(isMeant).Select(CroissantRecordSet.ReferenceOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return records.FindAll(set => set.Rows.Count > 0 && set.Fields.Exists(field => names.Contains(set.IdOf(field))));
    }

    private static IEnumerable<DeclaredImage> ReadImages(CroissantRecordSet set)
    {
        var path = set.Fields.Find(field => PathFields.Contains(CroissantRecordSet.NameOf(field), StringComparer.OrdinalIgnoreCase));
        var label = set.Fields.Find(field => LabelFields.Contains(CroissantRecordSet.NameOf(field), StringComparer.OrdinalIgnoreCase));
        var split = set.Fields.Find(CroissantRecordSet.IsSplit);
        if (path.ValueKind != JsonValueKind.Object || (label.ValueKind != JsonValueKind.Object && split.ValueKind != JsonValueKind.Object))
            yield break;

        foreach (var row in set.Data)
        {
            if (set.ValueOf(row, path) is { } text)
                yield return new DeclaredImage(text, set.ValueOf(row, label), set.ValueOf(row, split)) { HasLabel = label.ValueKind == JsonValueKind.Object };
        }
    }
}
