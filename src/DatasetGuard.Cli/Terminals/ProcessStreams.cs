using System.Text;

namespace DatasetGuard.Cli.Terminals;

/// <summary>What a process is given to speak with: two streams, the folder it was started in, and the environment.</summary>
internal sealed record ProcessStreams : IDisposable
{
    /// <summary>Wide enough for one line of anything: whoever reads a file wraps it, not we.</summary>
    public const int UnlimitedWidth = 1000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Lazy<TextWriter> _outText;

    public ProcessStreams(Stream output, TextWriter error)
    {
        Out = output;
        Error = error;
        _outText = new Lazy<TextWriter>(() => new StreamWriter(Out, Utf8, bufferSize: -1, leaveOpen: true) { AutoFlush = true });
    }

    public Stream Out { get; }

    /// <summary>UTF-8 over <see cref="Out"/>.</summary>
    public TextWriter OutText => _outText.Value;

    public TextWriter Error { get; }

    public bool IsOutTerminal { get; init; }

    public bool IsErrorTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Where the user works.</summary>
    public string Folder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>Reads an environment variable; null when it is not set or empty.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    public static ProcessStreams Open()
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = Utf8;

        return new ProcessStreams(Console.OpenStandardOutput(), Console.Error)
        {
            IsOutTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
            Width = Console.IsOutputRedirected && Console.IsErrorRedirected ? 80 : Math.Max(40, Console.WindowWidth),
            Variable = name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null,
        };
    }

    public void Dispose()
    {
        Out.Flush();
        Error.Flush();
    }
}
