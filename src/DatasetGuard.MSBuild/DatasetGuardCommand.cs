using Microsoft.Build.Framework;

namespace DatasetGuard.MSBuild;

/// <summary>Runs a command that makes or judges a model: <c>train</c> or <c>audit</c>.</summary>
public sealed class DatasetGuardCommand : DatasetGuardTask
{
    /// <summary>train or audit.</summary>
    [Required]
    public string Command { get; set; } = "";

    /// <summary>What the command is about, a dataset or a model; relative to the project.</summary>
    [Required]
    public ITaskItem[] Subjects { get; set; } = [];

    /// <summary>Options with their values in turn, such as <c>--holdout;data/test</c>; an option without a value is left out.</summary>
    public string[] Options { get; set; } = [];

    /// <summary>The configuration; otherwise datasetguard.yaml from the project's folder up to the repository's root.</summary>
    public string? ConfigFile { get; set; }

    /// <summary>Where the model and the reports go.</summary>
    [Required]
    public string OutputDirectory { get; set; } = "";

    private protected override void AddCommand(ToolArguments arguments)
    {
        arguments.Add(Command)
            .Add(Options)
            .AddOption("--config", ConfigFile)
            .Add("--output", FullPath(OutputDirectory));
        foreach (var subject in Subjects)
            arguments.AddPath(subject.ItemSpec);
    }

    private protected override void LogComplaint(string complaint)
    {
        if (complaint.StartsWith($"'{Command}' is not a command.", StringComparison.Ordinal))
            LogError(NotDone, $"The datasetguard that was found has no command '{Command}': use a version that has it.");
        else
            base.LogComplaint(complaint);
    }
}
