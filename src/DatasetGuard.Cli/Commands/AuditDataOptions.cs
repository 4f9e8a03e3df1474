using System.CommandLine;
using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Commands;

/// <summary>How an audit takes the two sides.</summary>
internal sealed class AuditDataOptions
{
    private readonly Argument<string?> _dataset;
    private readonly Option<string[]> _members = new("--members") { Description = "What the model was trained on; several are the parts of one dataset. Its split 'train', where there are others.", HelpName = "DATASET" };
    private readonly Option<string[]> _others = new("--nonmembers", "--non-members")
    {
        Description = "What it was not trained on, prepared in the same way. Without, the other splits of the members, or what 'datasetguard train' held out of them.",
        HelpName = "DATASET",
    };

    private readonly Option<string[]> _data = new("--data")
    {
        Description = "Look for triggers with these images, of all classes of the model: those that it was trained on, or better others. Without members nothing else is measured.",
        HelpName = "DATASET",
    };

    private readonly Option<string?> _format = DatasetOptions.Format();
    private readonly Option<string?> _labels = DatasetOptions.Labels();

    public AuditDataOptions(Command command)
    {
        _dataset = new Argument<string?>("DATASET") { Description = "The same as --members.", Arity = ArgumentArity.ZeroOrOne }.NoOptions(command);
        command.Add(_dataset);
    }

    public IEnumerable<Option> Options => [_members, _others, _data, _format, _labels];

    /// <summary>Everything that the command line names.</summary>
    /// <exception cref="UsageException">Something is not there.</exception>
    public string[] Named(ParseResult parse)
    {
        string[] named = [.. Members(parse), .. parse.GetValue(_others)!, .. parse.GetValue(_data)!];
        Array.ForEach(named, DatasetOptions.CheckExists);
        return named;
    }

    /// <exception cref="UsageException">No members are named, or too much is.</exception>
    public AuditRequest Read(ParseResult parse, ScanConfiguration all, ScanOptions options)
    {
        var (named, others, data) = (Members(parse), parse.GetValue(_others)!, parse.GetValue(_data)!);
        if (others.Length > 0 && named.Length == 0 && data.Length > 0)
            throw new UsageException("--nonmembers is given and no members are. Name them with --members, or leave it out to look for triggers alone.");

        var configured = all.Dataset.Of([.. named, .. data]);
        var members = named.Length == 0 && data.Length == 0 ? configured.Paths : named;
        if (members.Count == 0 && data.Length == 0)
            throw new UsageException($"No members are named. Say what the model was trained on with --members: {DatasetFormats.Kinds}; or set dataset.path in datasetguard.yaml. To look for triggers alone, give images with --data.");

        if (named.Length == 0)
            Array.ForEach([.. members], DatasetOptions.CheckExists);

        var labels = ScanSettings.CheckedLabels(parse.GetValue(_labels) ?? configured.Labels, members.Count > 0 ? members.Count : data.Length);
        var format = parse.GetValue(_format) ?? configured.Format ?? "auto";
        return new AuditRequest(members, others, data, format, options with { Labels = labels });
    }

    /// <exception cref="UsageException">It is no list of paths.</exception>
    public static IReadOnlySet<string> ReadCanaries(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"There is no list of canaries at {Quote.Of(path)}. Name a CSV file whose first column is path.");

        try
        {
            var paths = SuspectList.Read(path).Paths;
            return paths.Count > 0 ? paths : throw new InvalidDataException("it names nothing");
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The canaries of {Quote.Of(path)} cannot be read: {Printable.Text(error.Message.TrimEnd('.'))}. Name a CSV file whose first column is path.");
        }
    }

    private string[] Members(ParseResult parse)
    {
        var (dataset, members) = (parse.GetValue(_dataset), parse.GetValue(_members)!);
        if (dataset is not null && members.Length > 0)
            throw new UsageException("DATASET and --members are both given, and mean the same. Leave one out.");

        return dataset is not null ? [dataset] : members;
    }
}
