using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using DatasetGuard.Cli.Commands;
using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Cleaning;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Repair;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;
using DatasetGuard.RedTeam.Poisoning;

namespace DatasetGuard.Cli;

/// <summary>The command line as a whole: parses, runs one command, and turns whatever happens into an exit code.</summary>
/// <remarks>
/// Composed by hand, not on a generic host: that would cost 60 ms at every start, and it would read <c>appsettings.json</c> from the current
/// folder, which may be the dataset's.
/// </remarks>
/// <example><code>
/// using var streams = ProcessStreams.Open();
/// return await new Application(streams, RuleCatalog.All, TimeProvider.System).RunAsync(args, CancellationToken.None);
/// </code></example>
internal sealed class Application
{
    /// <summary>How long work may go on after Ctrl-C before the process ends without it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly ProcessStreams _streams;
    private readonly OutputOptions _output = new();
    private readonly RootCommand _root;

    public Application(ProcessStreams streams, RuleCatalog rules, TimeProvider time)
    {
        _streams = streams;
        _root = new RootCommand("Stops poisoned and dirty image-classification training sets before they are trained on.")
        {
            new ScanCommand(OpenTerminal, rules, time),
            new TrainCommand(OpenTerminal, rules, time),
            new AuditCommand(OpenTerminal, rules, time),
            new RepairCommand(OpenTerminal, rules, time),
            new ScreenCommand(OpenTerminal, rules, time),
            new DrillCommand(OpenTerminal, rules, time),
            new PoisonCommand(OpenTerminal, time),
            new ReportCommand(OpenTerminal),
            new AttestCommand(OpenTerminal),
            new RulesCommand(OpenTerminal, rules),
            new ExplainCommand(OpenTerminal, rules),
            new CommandGroup("baseline", "Accepts what is found today, so that only what is new counts.")
            {
                new BaselineCreateCommand(OpenTerminal, rules, time),
                new BaselineUpdateCommand(OpenTerminal, rules, time),
            },
            new CommandGroup("config", "Writes, checks and describes datasetguard.yaml.")
            {
                new ConfigInitCommand(OpenTerminal),
                new ConfigValidateCommand(OpenTerminal, rules),
                new ConfigSchemaCommand(OpenTerminal, rules),
            },
        };
        foreach (var option in _output.All)
            _root.Add(option);

        var help = new HelpWithExamples(new HelpAction { MaxWidth = streams.IsOutTerminal ? streams.Width : 120 });
        foreach (var option in _root.Options.Where(option => option is HelpOption or VersionOption))
            option.Action = option is HelpOption ? help : new PrintVersion();

        foreach (var group in _root.Subcommands.OfType<CommandGroup>().Prepend<Command>(_root))
        {
            group.SetAction(parse =>
            {
                help.Invoke(parse);
                return (int)ExitCode.Usage;
            });
        }
    }

    /// <param name="args">The words after the program's name.</param>
    /// <param name="cancellationToken">Stops the command as Ctrl-C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var parse = _root.Parse(args);
        if (parse.Action is ParseErrorAction)
            return (int)Refuse(parse);

        try
        {
            var code = await parse.InvokeAsync(Invocation(), cancellationToken).ConfigureAwait(false);

            // What did not stop in time was left behind: the parser answers with the signal's own code, 130 or 143.
            return code is (int)ExitCode.Cancelled or 143 ? (int)Cancelled(parse) : code;
        }
        catch (OperationCanceledException)
        {
            return (int)Cancelled(parse);
        }
        catch (AuditException error) when (error.IsForLackOfImages)
        {
            return (int)Fail(ExitCode.NothingToScan, error.Message);
        }
        catch (RepairException error) when (error.IsForLackOfBackdoor || error.IsIncomplete)
        {
            return (int)Fail(error.IsIncomplete ? ExitCode.Incomplete : ExitCode.NothingToScan, error.Message);
        }
        catch (Exception error) when (error is UsageException or EncoderException or RepairException or PoisonException or CleanTargetException or TrainingException or ModelException or AuditException)
        {
            return (int)Fail(ExitCode.Usage, error.Message);
        }
        catch (ConfigurationException error)
        {
            foreach (var fault in error.Faults)
                Fail(ExitCode.Usage, fault.ToString());

            return (int)ExitCode.Usage;
        }
        catch (Exception error) when (error is DatasetException or ReportException or BackendUnavailableException)
        {
            return (int)Fail(ExitCode.Incomplete, error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (int)Fail(ExitCode.Incomplete, $"{Printable.Line(error.Message)} Look whether the disk is full and the folders may be written.");
        }
#pragma warning disable CA1031 // The one place where anything else ends: said in one line, never as a pass.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return (int)Unexpected(parse, error);
        }
    }

    private InvocationConfiguration Invocation() => new()
    {
        Output = _streams.OutText,
        Error = _streams.Error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = Grace,
    };

    private Terminal OpenTerminal(ParseResult parse) => new(_streams, _output.Read(parse));

    private ExitCode Refuse(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        foreach (var line in Complaints(parse, command))
            _streams.Error.WriteLine($"error: {line}");

        _streams.Error.WriteLine($"'{string.Join(' ', Words(command))} --help' shows what there is.");
        return ExitCode.Usage;
    }

    /// <summary>What is typed to come to the command.</summary>
    private static IEnumerable<string> Words(Command command) =>
        command is RootCommand ? ["datasetguard"] : Words(command.Parents.OfType<Command>().Single()).Append(command.Name);

    /// <summary>One line for each mistake; of several words that fit nowhere only the first, for the others follow from it.</summary>
    private static IEnumerable<string> Complaints(ParseResult parse, Command command)
    {
        if (parse.UnmatchedTokens is [var first, ..])
        {
            // A mistyped option is taken for an argument, and its value is then one too many.
            var taken = parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value);
            var word = taken.FirstOrDefault(IsOption) ?? first;
            if (IsOption(word))
                yield return OptionExtensions.UnknownOption(word, command);
            else if (command.Subcommands.Count > 0)
                yield return $"{Quote.Of(word)} is not a command.{Suggestion.For(word, command.Subcommands.Select(sub => sub.Name))}";
            else
                yield return $"{Quote.Of(word)} is more than '{command.Name}' takes.";

            yield break;
        }

        foreach (var error in parse.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
            yield return string.Join(' ', error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Printable.Text));

        static bool IsOption(string word) => word.StartsWith('-');
    }

    private ExitCode Cancelled(ParseResult parse)
    {
        // The bar hides the cursor, and work that was left behind does not bring it back.
        if (OpenTerminal(parse) is { ShowsProgress: true } terminal)
            terminal.Log.Cursor.Show(show: true);

        return Fail(ExitCode.Cancelled, "cancelled before the end; there is no result.");
    }

    private ExitCode Unexpected(ParseResult parse, Exception error)
    {
        Fail(ExitCode.Incomplete, $"{error.GetType().Name}: {Printable.Line(error.Message)} This is a fault of datasetguard {Scanner.ToolVersion}: please report it on the project's issue page with what -v prints.");
        if (_output.Read(parse).IsVerbose)
            _streams.Error.WriteLine(error);

        return ExitCode.Incomplete;
    }

    private ExitCode Fail(ExitCode code, string message)
    {
        _streams.Error.WriteLine($"error: {message}");
        return code;
    }
}
