using System.Text;
using DatasetGuard.Cli.Terminals;

namespace DatasetGuard.Cli.Tests;

/// <summary>Runs the composed application in this process, with streams and an environment of the test's own.</summary>
internal sealed class Cli
{
    public bool IsTerminal { get; init; }

    public int Width { get; init; } = 120;

    public RuleCatalog Rules { get; init; } = RuleCatalog.All;

    /// <summary>Where the user works; outside of any repository unless a test says so.</summary>
    public string Folder { get; init; } = Path.GetTempPath();

    /// <summary>What the user's environment asks for; null for nothing. Tests that are not about networks train none.</summary>
    public string? Depth { get; init; } = "fast";

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public Task<CliResult> RunAsync(params string[] args) => RunAsync(args, TestContext.Current.CancellationToken);

    public async Task<CliResult> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var streams = new ProcessStreams(output, error)
        {
            IsOutTerminal = IsTerminal,
            IsErrorTerminal = IsTerminal,
            Width = Width,
            Folder = Folder,
            Variable = name => Variables.TryGetValue(name, out var value) ? value : name == "DATASETGUARD_DEPTH" ? Depth : null,
        };
        var code = await new Application(streams, Rules, TimeProvider.System).RunAsync(args, cancellationToken);
        return new CliResult(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}

internal sealed record CliResult(int Code, string Out, string Error);
