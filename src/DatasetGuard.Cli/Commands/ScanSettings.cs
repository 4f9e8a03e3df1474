using System.CommandLine;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Commands;

/// <summary>
/// The options of the commands that scan, and what is to be done in the end: the command line weighs most, then the environment, then the
/// configuration file, then the defaults.
/// </summary>
internal sealed class ScanSettings
{
    private const string AllRules = "all";

    private readonly RuleCatalog _rules;
    private readonly Argument<string[]> _datasets;
    private readonly ConfigurationOptions _configuration;
    private readonly Option<string?> _depth = new("--depth") { Description = "How much is looked at: standard (the default) trains small networks on the data, fast trains nothing, deep trains more of them, and longer.", HelpName = "fast|standard|deep" };
    private readonly Option<string?> _datasetFormat = DatasetOptions.Format();
    private readonly Option<string?> _labels = DatasetOptions.Labels();
    private readonly Option<string[]> _enable = new("--enable") { Description = "A rule to run in spite of --disable and the configuration; repeatable.", HelpName = "DGnnnn" };
    private readonly Option<string[]> _disable = new("--disable") { Description = "A rule not to run, or all; repeatable.", HelpName = "DGnnnn" };
    private readonly Option<string?> _features = new("--features")
    {
        Description = "The encoder that will be transferred, in which collisions are looked for: an ONNX model, the folder that 'train' wrote, or a TorchScript module. A module is code that is run: only give one that you trust. Or an NPY file with its features, one row an image in the order of scores.csv: outliers are looked for in them.",
        HelpName = "PATH",
    };

    private readonly Option<bool> _activations = new("--activations") { Description = "The model of --features was trained on this data: look for a smaller cluster apart, and for other outliers, in what it makes of each class (activation clustering), and not in what a small network of the scan does." };

    private readonly Option<int?> _seed = new Option<int?>("--seed") { Description = "Where chance begins; the same seed gives the same report." }.WholeFrom(int.MinValue);
    private readonly Option<int?> _jobs = new Option<int?>("--jobs", "-j") { Description = "Threads at the same time; all processors unless given." }.WholeFrom(1);
    private readonly Option<string?> _cache = new("--cache") { Description = "Where results are kept for later scans; a folder among your caches unless given.", HelpName = "DIR" };
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Work everything out, and keep nothing." };
    private readonly Option<bool> _reread = new("--reread") { Description = "Read every file, also those that the system says nobody has written to." };

    public ScanSettings(RuleCatalog rules, Command command)
    {
        _rules = rules;
        _configuration = new ConfigurationOptions(rules);
        _datasets = new Argument<string[]>("DATASET") { Description = $"{DatasetOptions.Kinds} What dataset.path of the configuration names unless given.", Arity = ArgumentArity.ZeroOrMore }.NoOptions(command);
        _depth.CompletionSources.Add([.. Vocabulary.Depths]);
        _enable.CompletionSources.Add(_ => rules.Descriptors.Select(rule => new System.CommandLine.Completions.CompletionItem(rule.Id)));
        _disable.CompletionSources.Add(_ => rules.Descriptors.Select(rule => new System.CommandLine.Completions.CompletionItem(rule.Id)));
        command.Add(_datasets);
    }

    public IEnumerable<Option> Options => [_enable, _disable, _depth, _features, _activations, _datasetFormat, _labels, .. _configuration.Options, _jobs, _seed, _cache, _noCache, _reread];

    /// <summary>Whether the command line says where chance begins.</summary>
    public bool NamesSeed(ParseResult parse) => parse.GetValue(_seed) is not null;

    /// <exception cref="UsageException">The command line asks for something that is not there.</exception>
    /// <exception cref="ConfigurationException">The configuration file or a variable has mistakes.</exception>
    public ScanRequest Read(ParseResult parse, Terminal terminal)
    {
        var named = parse.GetValue(_datasets)!;
        Array.ForEach(named, DatasetOptions.CheckExists);
        if (parse.GetValue(_depth) is { } depth)
            CheckDepth(depth);

        var all = _configuration.Read(parse, named, terminal);
        var configured = all.Dataset.Of(named);
        string[] paths = [.. configured.Paths];
        if (paths.Length == 0)
            throw new UsageException($"No dataset is named. Give {DatasetFormats.Kinds}, or set dataset.path in datasetguard.yaml.");

        if (named.Length == 0)
            Array.ForEach(paths, DatasetOptions.CheckExists);

        var labels = CheckedLabels(parse.GetValue(_labels) ?? configured.Labels, paths.Length);
        var request = new ScanRequest(paths, parse.GetValue(_datasetFormat) ?? configured.Format ?? "auto", all, ReadOptions(parse, all, labels));
        request = request with { Options = request.Options with { Features = FeatureModel.Read(parse.GetValue(_features), parse.GetValue(_activations), all.Features, paths, request.Options.Depth, terminal) } };
        return request with { CacheFolder = ReadCacheFolder(parse, all, paths, terminal), RereadsFiles = parse.GetValue(_reread) };
    }

    private string? ReadCacheFolder(ParseResult parse, ScanConfiguration all, IReadOnlyList<string> datasets, Terminal terminal)
    {
        var named = parse.GetValue(_cache);
        if (parse.GetValue(_noCache))
            return named is null ? null : throw new UsageException("--cache and --no-cache are both given. Leave one out.");

        var chosen = named ?? all.Cache;
        var folder = chosen ?? CacheFolder.Default(terminal.Variable);
        if (folder is null or Vocabulary.Off)
            return null;
        if (folder.Length == 0)
            throw new UsageException("--cache has no name. Give a folder, or --no-cache.");
        if (!ConfigurationSearch.IsInside(Path.Combine(NearestFolder(folder), "pack"), datasets))
            return folder;
        if (chosen is not null)
            throw new UsageException($"The cache {Quote.Of(folder)} lies in the dataset, whose files may be anybody's. Give a folder elsewhere, or --no-cache.");

        terminal.Say("There is no cache, for its usual folder lies in the dataset, whose files may be anybody's. --cache names another.");
        return null;
    }

    /// <summary>The folder itself, or what is there of the way to it.</summary>
    internal static string NearestFolder(string path)
    {
        var folder = new DirectoryInfo(path);
        while (!folder.Exists && folder.Parent is { } parent)
            folder = parent;

        return folder.FullName;
    }

    private static void CheckDepth(string depth)
    {
        if (!Vocabulary.Depths.Contains(depth))
            throw new UsageException($"{Quote.Of(depth)} is not a depth.{Suggestion.For(depth, Vocabulary.Depths)} There are {string.Join(", ", Vocabulary.Depths)}.");
    }

    internal static string? CheckedLabels(string? labels, int datasets)
    {
        if (labels is not null && datasets > 1)
            throw new UsageException("--labels is for one dataset at a time: its paths begin in it.");
        if (labels is not null && !File.Exists(labels))
            throw new UsageException($"There is no file {Quote.Of(labels)}. Give a CSV or JSONL file with paths and labels, or for NumPy arrays an NPY file.");

        return labels;
    }

    private ScanOptions ReadOptions(ParseResult parse, ScanConfiguration all, string? labels)
    {
        var enabled = parse.GetValue(_enable)!.Select(id => _rules.Get(id).Id).ToHashSet(StringComparer.Ordinal);
        var disabled = parse.GetValue(_disable)!
            .SelectMany(id => id == AllRules ? _rules.Descriptors : (IReadOnlyList<RuleDescriptor>)[_rules.Get(id)])
            .Select(rule => rule.Id)
            .Concat(all.Rules.Where(pair => pair.Value.IsOff).Select(pair => pair.Key));
        var defaults = new ScanOptions();
        return defaults with
        {
            Jobs = parse.GetValue(_jobs) ?? all.Jobs ?? defaults.Jobs,
            Seed = parse.GetValue(_seed) ?? all.Seed ?? defaults.Seed,
            FailOn = all.FailOn ?? defaults.FailOn,
            Depth = (parse.GetValue(_depth) ?? all.Depth) is { } depth ? Vocabulary.Depth(depth) : ScanDepth.Standard,
            Labels = labels,
            Disabled = disabled.Except(enabled).ToHashSet(StringComparer.Ordinal),
            Rules = all.Rules,
            Limits = all.Limits,
        };
    }
}
