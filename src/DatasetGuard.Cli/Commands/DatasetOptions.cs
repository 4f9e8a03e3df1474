using System.CommandLine;
using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Cli.Commands;

/// <summary>How every command takes a dataset.</summary>
internal static class DatasetOptions
{
    public const string Kinds = "A folder of class folders, a tar, an IDX file, or a CSV or JSONL manifest.";

    public static Option<string?> Format() => new Option<string?>("--dataset-format")
    {
        Description = "What kind of dataset it is, when its content does not tell.",
    }.OneOf(DatasetFormats.Names);

    /// <exception cref="UsageException">Nothing is there.</exception>
    public static void CheckExists(string path)
    {
        if (!Path.Exists(path))
            throw new UsageException($"There is no dataset at {Quote.Of(path)}. Give a folder, a .tar, an IDX file or a manifest.");
    }
}
