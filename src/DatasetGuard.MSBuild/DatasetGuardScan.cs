using Microsoft.Build.Framework;

namespace DatasetGuard.MSBuild;

/// <summary>Scans one dataset, unless nothing has changed since it passed; its warnings are shown again then.</summary>
public sealed class DatasetGuardScan : DatasetGuardTask
{
    private const string Report = "report.json";
    private volatile bool _isCancelled;

    /// <summary>What <c>datasetguard scan</c> takes; relative to the project. Several are the parts of one dataset.</summary>
    [Required]
    public ITaskItem[] Datasets { get; set; } = [];

    /// <summary>What the dataset is called: a folder of that name gets its reports. None unless given.</summary>
    public string? Name { get; set; }

    /// <summary>The configuration; otherwise datasetguard.yaml from the project's folder up to the repository's root.</summary>
    public string? ConfigFile { get; set; }

    /// <summary>fast, standard or deep; what the configuration says unless given.</summary>
    public string? Depth { get; set; }

    /// <summary>error, warning, note or none; what the configuration says, or else error, unless given.</summary>
    public string? FailOn { get; set; }

    /// <summary>A file of accepted findings; what the configuration says unless given.</summary>
    public string? Baseline { get; set; }

    /// <summary>Where the reports and pictures go.</summary>
    [Required]
    public string ReportDirectory { get; set; } = "";

    /// <summary>Where it is remembered what has passed.</summary>
    [Required]
    public string StateDirectory { get; set; } = "";

    /// <summary>The date, as text: suppressions expire.</summary>
    public string? Today { get; set; }

    private string ReportFolder => Path.Combine(FullPath(ReportDirectory), Name ?? "");

    public override void Cancel()
    {
        _isCancelled = true;
        base.Cancel();
    }

    protected override bool ValidateParameters()
    {
        if (string.IsNullOrEmpty(Name) || (Name!.IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && Name is not ("." or "..")))
            return true;

        LogError(NotDone, $"'{Name}' is the name of a DatasetGuardDataset and cannot be that of a folder. Give another Name.");
        return false;
    }

    protected override bool ExecuteTool()
    {
        if (!ValidateParameters())
            return false;

        try
        {
            using var turn = ScanTurn.Take(Path.Combine(FullPath(StateDirectory), Name ?? "", "scan.lock"), () => _isCancelled);
            if (turn is null)
                return false;

            var passed = new PassedScan(Path.Combine(FullPath(StateDirectory), Name ?? "", "scan.passed"));
            var report = Path.Combine(ReportFolder, Report);
            if (File.Exists(report) && passed.Read(Inputs(withFilesRead: true)) is { } lines)
                return Replay(lines);

            // A scan that does not end must leave nothing that speaks for the data.
            passed.Forget();
            if (File.Exists(report))
                File.Delete(report);

            var inputs = Inputs(withFilesRead: false);
            if (!base.ExecuteTool() || Log.HasLoggedErrors)
                return false;

            if (!File.Exists(report))
            {
                LogError(NotDone, $"The tool ended without an error and left no report in '{ReportFolder}'. Look whether DatasetGuardToolPath names datasetguard.dll.");
                return false;
            }

            // Looked at again, for the scan took a while: what changed meanwhile is scanned next time.
            if (Inputs(withFilesRead: false) == inputs)
                passed.Write(Inputs(withFilesRead: true), Diagnostics);

            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogError(NotDone, $"{error.Message} Look whether the dataset can be read and '{StateDirectory}' and '{ReportDirectory}' be written.");
            return false;
        }
    }

    private protected override void AddCommand(ToolArguments arguments)
    {
        arguments.Add("scan", "--format", "msbuild")
            .AddOption("--config", ConfigFile)
            .AddOption("--depth", Depth)
            .AddOption("--fail-on", FailOn)
            .AddOption("--baseline", Baseline)
            .Add("--output", ReportFolder);
        foreach (var dataset in Datasets)
            arguments.AddPath(dataset.ItemSpec);
    }

    private bool Replay(IReadOnlyList<string> lines)
    {
        Log.LogMessage(MessageImportance.Low, "The dataset has passed and nothing has changed since: it is not scanned again.");
        foreach (var line in lines)
            LogDiagnostic(line);

        return !Log.HasLoggedErrors;
    }

    /// <param name="withFilesRead">Also the files that a manifest names, which are known once they have been read.</param>
    private string Inputs(bool withFilesRead)
    {
        var inputs = new ScanInputs();
        inputs.AddText(ToolIdentity);
        inputs.AddText(GenerateCommandLineCommands());
        inputs.AddConfiguration(ProjectDirectory, string.IsNullOrEmpty(ConfigFile) ? null : FullPath(ConfigFile!), Today);
        if (!string.IsNullOrEmpty(Baseline))
            inputs.AddBaseline(FullPath(Baseline!));

        foreach (var path in Datasets.Select(dataset => FullPath(dataset.ItemSpec)))
        {
            inputs.AddDataset(path);
            if (withFilesRead && File.Exists(path))
                inputs.AddFilesRead(path, Path.Combine(ReportFolder, "manifest.sha256"));
        }

        return inputs.Digest();
    }
}
