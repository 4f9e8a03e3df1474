using System.CommandLine;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;

namespace DatasetGuard.Cli.Commands;

/// <summary>How every command takes a configuration.</summary>
internal sealed class ConfigurationOptions(RuleCatalog rules)
{
    private readonly Option<string?> _config = new("--config") { Description = "The configuration; otherwise datasetguard.yaml from here up to the repository's root.", HelpName = "FILE" };
    private readonly Option<bool> _noConfig = new("--no-config") { Description = "Use no configuration file, whatever lies here." };

    public IEnumerable<Option> Options => [_config, _noConfig];

    /// <summary>The file, with the environment on top of it.</summary>
    /// <exception cref="UsageException">The command line contradicts itself, or the file may be anybody's.</exception>
    /// <exception cref="ConfigurationException">The file or a variable has mistakes.</exception>
    public ScanConfiguration Read(ParseResult parse, string[] datasets, Terminal terminal) =>
        ConfigurationVariables.Apply(ReadFile(parse, datasets, terminal), terminal.Variable);

    private ScanConfiguration ReadFile(ParseResult parse, string[] datasets, Terminal terminal)
    {
        var named = parse.GetValue(_config);
        if (parse.GetValue(_noConfig))
            return named is null ? ScanConfiguration.Empty : throw new UsageException("--config and --no-config are both given. Leave one out.");

        named ??= terminal.Variable(ConfigurationVariables.File);
        if (named is not null)
            return ConfigurationFile.Read(named, rules.Descriptors);

        var search = ConfigurationSearch.From(terminal.Folder, datasets);
        if (search.Refused is { } refused)
            terminal.Say($"Not used, for it lies in the dataset, whose files may be anybody's: {Printable.Text(terminal.FileHere(refused))}. If it is yours, name it with --config.");

        return search.Path is { } path ? ReadFound(terminal.FileHere(path)) : ScanConfiguration.Empty;
    }

    /// <summary>A file that was only found has not been vouched for: it may not stand in the data that it chooses itself either.</summary>
    private ScanConfiguration ReadFound(string path)
    {
        var configuration = ConfigurationFile.Read(path, rules.Descriptors);
        if (ConfigurationSearch.IsInside(path, configuration.Dataset.Paths))
            throw new UsageException($"{Quote.Of(path)} lies in the dataset that it names, whose files may be anybody's. If it is yours, name it with --config.");

        return configuration;
    }
}
