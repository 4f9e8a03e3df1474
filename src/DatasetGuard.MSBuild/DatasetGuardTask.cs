using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace DatasetGuard.MSBuild;

/// <summary>Starts the command line tool, and turns what it says into errors and warnings of the build.</summary>
/// <remarks>Relative paths are taken from the project's folder, never from the current one, which belongs to all tasks of a node.</remarks>
public abstract class DatasetGuardTask : ToolTask
{
    /// <summary>The tool cannot be started.</summary>
    internal const string ToolMissing = "DG0010";

    /// <summary>The tool ran and could not do its work: its configuration is wrong, the dataset is not there, it was killed.</summary>
    internal const string NotDone = "DG0011";

    /// <summary>How the tool marks the lines that are diagnostics. Nothing else becomes one: a file name or a log line may read like an error.</summary>
    private const string Marker = "DatasetGuard> ";

    private const string Complaint = "error: ";

    /// <summary>How much of what a tool printed that gave no reason is shown.</summary>
    private const int MaxLastLine = 300;

    private readonly List<string> _diagnostics = [];
    private readonly List<string> _complaints = [];
    private string _lastLine = "";
    private ToolLocation? _location;

    protected DatasetGuardTask()
    {
        // Other projects are built meanwhile.
        YieldDuringToolExecution = true;
    }

    /// <summary>The project's folder; full.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>Path of <c>datasetguard.dll</c> or an executable; otherwise the tool manifest's version or the one of this package is started.</summary>
    public string? Tool { get; set; }

    /// <summary>The <c>dotnet</c> host; the one on the path unless given.</summary>
    public string? DotNetPath { get; set; }

    /// <summary>quiet (unless given), normal or detailed: how much of what the tool tells of its work is shown.</summary>
    public string? Verbosity { get; set; }

    /// <summary>The lines that were diagnostics, in the tool's order, without the marker.</summary>
    protected IReadOnlyList<string> Diagnostics => _diagnostics;

    /// <summary>Changes when another version of the tool would be started.</summary>
    protected string ToolIdentity => _location?.Identity ?? "";

    protected override string ToolName => Environment.OSVersion.Platform == PlatformID.Win32NT ? "dotnet.exe" : "dotnet";

    protected override Encoding StandardOutputEncoding => Encoding.UTF8;

    protected override Encoding StandardErrorEncoding => Encoding.UTF8;

    public override bool Execute()
    {
        var dotnet = string.IsNullOrEmpty(DotNetPath) ? ToolName : DotNetPath!;
        var version = typeof(DatasetGuardTask).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        _location = ToolLocation.Find(string.IsNullOrEmpty(Tool) ? null : FullPath(Tool!), dotnet, ProjectDirectory, version);
        if (_location is not null)
            return ExecuteTool();

        LogError(ToolMissing, $"DatasetGuardToolPath names '{Tool}', which is not there. Set it to datasetguard.dll, or leave it out to use the tool of the project's tool manifest or of the package feeds.");
        return false;
    }

    /// <summary>Starts the tool, which was found.</summary>
    protected virtual bool ExecuteTool() => base.Execute();

    /// <summary>Adds the command and its options.</summary>
    private protected abstract void AddCommand(ToolArguments arguments);

    protected string FullPath(string path) => Path.GetFullPath(Path.Combine(ProjectDirectory, path));

    protected void LogError(string code, string message) => Log.LogError(subcategory: null, code, helpKeyword: null, file: null, 0, 0, 0, 0, "{0}", message);

    /// <summary>Shows a diagnostic of the tool as one of the build.</summary>
    protected void LogDiagnostic(string line) => Log.LogMessageFromText(line, MessageImportance.High);

    protected override string GetWorkingDirectory() => ProjectDirectory;

    protected override string GenerateFullPathToTool() => _location!.Program;

    protected override string GenerateCommandLineCommands()
    {
        var arguments = new ToolArguments().Add(_location!.Words);
        AddCommand(arguments);
        arguments.Add("--no-progress");
        if (Verbosity is null or "" or "quiet")
            arguments.Add("--quiet");
        else if (Verbosity == "detailed")
            arguments.Add("--verbose");

        return arguments.ToString();
    }

    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (singleLine.StartsWith(Marker, StringComparison.Ordinal))
        {
            var line = singleLine.Substring(Marker.Length);
            _diagnostics.Add(line);
            LogDiagnostic(line);
            return;
        }

        if (singleLine.StartsWith(Complaint, StringComparison.Ordinal))
            _complaints.Add(singleLine.Substring(Complaint.Length));
        if (!string.IsNullOrWhiteSpace(singleLine))
            _lastLine = singleLine.Trim();

        Log.LogMessage(Verbosity is "normal" or "detailed" ? MessageImportance.High : MessageImportance.Low, "{0}", singleLine);
    }

    /// <summary>Findings have said enough. A tool that could not do its work is an error of its own, with every reason it gave.</summary>
    protected override bool HandleTaskExecutionErrors()
    {
        foreach (var complaint in _complaints)
            LogComplaint(complaint);

        if (!Log.HasLoggedErrors)
            LogFailureWithoutReason();

        return false;
    }

    /// <summary>One reason, with the place in a file where the tool named one: <c>file:line:column: message</c>.</summary>
    private protected virtual void LogComplaint(string complaint)
    {
        var place = Regex.Match(complaint, @"^(?<file>.+?):(?<line>\d{1,9}):(?<column>\d{1,9}): (?<text>.*)$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        if (!place.Success)
        {
            LogError(NotDone, complaint);
            return;
        }

        var (line, column) = (int.Parse(place.Groups["line"].Value), int.Parse(place.Groups["column"].Value));
        Log.LogError(subcategory: null, NotDone, helpKeyword: null, FullPath(place.Groups["file"].Value), line, column, 0, 0, "{0}", place.Groups["text"].Value);
    }

    /// <summary>The tool itself always gives a reason, so 1 without one comes from <c>dotnet</c>, which did not find it.</summary>
    private void LogFailureWithoutReason()
    {
        var last = _lastLine.Length == 0 ? "" : $" It said last: {(_lastLine.Length > MaxLastLine ? _lastLine.Substring(0, MaxLastLine) : _lastLine)}";
        if (ExitCode is 1 or 127)
            LogError(ToolMissing, $"The tool datasetguard cannot be started. {_location!.Advice}{last}");
        else
            LogError(NotDone, $"datasetguard ended with exit code {ExitCode} and gave no reason: it was killed or has crashed.{last}");
    }
}
