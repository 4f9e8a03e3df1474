using Spectre.Console;

namespace DatasetGuard.Cli.Terminals;

/// <summary>The two streams as this command line wants them used: stdout for the result, stderr for progress and log.</summary>
internal sealed class Terminal
{
    private readonly ProcessStreams _streams;
    private readonly OutputSettings _settings;

    public Terminal(ProcessStreams streams, OutputSettings settings)
    {
        _streams = streams;
        _settings = settings;
        Result = Open(streams.OutText, streams.IsOutTerminal, movesCursor: false);
        Log = Open(streams.Error, streams.IsErrorTerminal, movesCursor: true);
    }

    /// <summary>stdout as text.</summary>
    public IAnsiConsole Result { get; }

    /// <summary>stdout as bytes, for the formats that machines read.</summary>
    public Stream ResultBytes => _streams.Out;

    public bool IsResultTerminal => _streams.IsOutTerminal;

    /// <summary>stderr.</summary>
    public IAnsiConsole Log { get; }

    /// <summary>A moving bar needs somebody who looks on: a log of a build would hold each of its states.</summary>
    public bool ShowsProgress => _settings is { HidesProgress: false, IsQuiet: false }
        && _streams.IsErrorTerminal && Log.Profile.Capabilities.Ansi && _streams.Variable("CI") is null;

    public bool IsVerbose => _settings.IsVerbose;

    /// <summary>Where the user works.</summary>
    public string Folder => _streams.Folder;

    /// <summary>A file where the user works, as it would be typed.</summary>
    public string FileHere(string name) => Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(Folder, name));

    public string? Variable(string name) => _streams.Variable(name);

    /// <summary>Tells on stderr what happened, unless <c>-q</c>.</summary>
    public void Say(string line)
    {
        if (!_settings.IsQuiet)
            Log.WriteLine(line);
    }

    /// <summary>Says on stderr why the exit code is what it is; <c>-q</c> does not silence it.</summary>
    public void Complain(string line) => _streams.Error.WriteLine($"error: {line}");

    /// <param name="writer">Where it goes.</param>
    /// <param name="isTerminal">Whether somebody sees it as it comes.</param>
    /// <param name="movesCursor">A bar is redrawn in place with or without colours; the result without them is plain text.</param>
    private IAnsiConsole Open(TextWriter writer, bool isTerminal, bool movesCursor)
    {
        var colours = ColourSupport.Of(isTerminal, _settings.RefusesColour, _streams.Variable);
        var isAnsi = colours != ColorSystem.NoColors || (movesCursor && isTerminal && _streams.Variable("TERM") is not (null or "dumb"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isAnsi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = (ColorSystemSupport)colours,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = isTerminal ? _streams.Width : ProcessStreams.UnlimitedWidth;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
