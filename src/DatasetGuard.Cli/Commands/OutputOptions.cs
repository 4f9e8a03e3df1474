using System.CommandLine;
using DatasetGuard.Cli.Terminals;

namespace DatasetGuard.Cli.Commands;

/// <summary>The options that every command has.</summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> _quiet = Flag("--quiet", "Print the result only; nothing on stderr but errors.", "-q");
    private readonly Option<bool> _verbose = Flag("--verbose", "Print each stage with its time on stderr.", "-v");
    private readonly Option<bool> _noProgress = Flag("--no-progress", "Show no progress bar.");
    private readonly Option<bool> _noColour = Flag("--no-color", "Print without colours and pictures.");

    public IReadOnlyList<Option> All => [_quiet, _verbose, _noProgress, _noColour];

    public OutputSettings Read(ParseResult parse) =>
        new(parse.GetValue(_quiet), parse.GetValue(_verbose), parse.GetValue(_noProgress), parse.GetValue(_noColour));

    private static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Recursive = true };
}
