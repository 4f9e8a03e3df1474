using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace DatasetGuard.MSBuild;

/// <summary>Scans the datasets of a project by starting the command line tool, and turns its findings into errors and warnings of the build.</summary>
public sealed class DatasetGuardScan : ToolTask
{
    /// <summary>How the tool marks the lines that are diagnostics. Nothing else becomes one: a file name or a log line may read like an error.</summary>
    private const string Marker = "DatasetGuard> ";

    private const string Complaint = "error: ";
    private string? _complaint;

    /// <summary>What <c>datasetguard scan</c> takes; paths are relative to the project.</summary>
    [Required]
    public ITaskItem[] Datasets { get; set; } = [];

    /// <summary>Path of <c>datasetguard.dll</c>.</summary>
    [Required]
    public string Tool { get; set; } = "";

    /// <summary>The <c>dotnet</c> host; the one on the path unless given.</summary>
    public string? DotNetPath { get; set; }

    /// <summary>The configuration; otherwise datasetguard.yaml from the project's folder up to the repository's root.</summary>
    public string? ConfigFile { get; set; }

    /// <summary>error, warning, note or none; what the configuration says, or else error, unless given.</summary>
    public string? FailOn { get; set; }

    /// <summary>Where the reports and pictures go; none are written unless given.</summary>
    public string? ReportDirectory { get; set; }

    protected override string ToolName => Environment.OSVersion.Platform == PlatformID.Win32NT ? "dotnet.exe" : "dotnet";

    protected override string GenerateFullPathToTool() => string.IsNullOrEmpty(DotNetPath) ? ToolName : DotNetPath!;

    protected override string GenerateCommandLineCommands()
    {
        var line = new CommandLineBuilder();
        line.AppendSwitch("exec");
        line.AppendFileNameIfNotNull(Tool);
        line.AppendSwitch("scan --format msbuild --no-progress --quiet");
        line.AppendSwitchIfNotNull("--config ", string.IsNullOrEmpty(ConfigFile) ? null : ConfigFile);
        line.AppendSwitchIfNotNull("--fail-on ", string.IsNullOrEmpty(FailOn) ? null : FailOn);
        line.AppendSwitchIfNotNull("--output ", string.IsNullOrEmpty(ReportDirectory) ? null : ReportDirectory);
        line.AppendFileNamesIfNotNull(Datasets, " ");
        return line.ToString();
    }

    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (singleLine.StartsWith(Marker, StringComparison.Ordinal))
        {
            Log.LogMessageFromText(singleLine.Substring(Marker.Length), MessageImportance.High);
            return;
        }

        if (singleLine.StartsWith(Complaint, StringComparison.Ordinal))
            _complaint = singleLine.Substring(Complaint.Length);

        Log.LogMessage(MessageImportance.Low, singleLine);
    }

    /// <summary>Findings have said enough. A tool that could not scan is an error of its own, with the tool's reason.</summary>
    protected override bool HandleTaskExecutionErrors()
    {
        if (!Log.HasLoggedErrors)
        {
            var reason = _complaint ?? $"datasetguard ended with exit code {ExitCode} and gave no reason.";
            Log.LogError(subcategory: null, "DG0001", helpKeyword: null, file: null, 0, 0, 0, 0, "{0}", reason);
        }

        return false;
    }
}
