using Microsoft.Build.Logging.StructuredLogger;
using BuildTask = Microsoft.Build.Logging.StructuredLogger.Task;

namespace DatasetGuard.EndToEnd.Tests.Builds;

/// <summary>What a build did, by its binary log: what a console shows may have been said by anybody.</summary>
internal sealed class BuildLog
{
    private readonly Build _build;

    private BuildLog(Build build) => _build = build;

    /// <summary>How often the scan's task started the tool.</summary>
    public int Scans => Tasks("DatasetGuardScan").Count(task => task.CommandLineArguments is { Length: > 0 });

    /// <summary>How often the task found that nothing had changed.</summary>
    public int Skips => Tasks("DatasetGuardScan").Count() - Scans;

    /// <summary>How often a model was trained, or the attempt made.</summary>
    public int Trainings => Commands("_DatasetGuardTrain");

    /// <summary>How often a model was audited, or the attempt made.</summary>
    public int Audits => Commands("_DatasetGuardAudit");

    /// <summary>How often something was compiled.</summary>
    public int Compilations => Tasks("Csc").Count();

    /// <summary>The codes of all errors.</summary>
    public IReadOnlyList<string> Errors => [.. Nodes<Error>().Select(error => error.Code)];

    /// <summary>The codes of all warnings.</summary>
    public IReadOnlyList<string> Warnings => [.. Nodes<Warning>().Select(warning => warning.Code)];

    public static BuildLog Read(string path) => new(BinaryLog.ReadBuild(path));

    private int Commands(string target) => Tasks("DatasetGuardCommand").Count(task => task.Parent is Target { Name: var name } && name == target);

    private IEnumerable<BuildTask> Tasks(string name) => Nodes<BuildTask>().Where(task => task.Name == name);

    private List<T> Nodes<T>()
        where T : BaseNode
    {
        List<T> nodes = [];
        _build.VisitAllChildren<T>(nodes.Add);
        return nodes;
    }
}
