using System.CommandLine;
using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Cli.Commands;

/// <summary>How every command takes a dataset.</summary>
internal static class DatasetOptions
{
    public const string Kinds = "A folder of class folders or of tars, a tar or ZIP of one, IDX, CIFAR, NumPy, Parquet or COCO files, or a CSV or JSONL manifest.";

    public static Option<string?> Format()
    {
        var option = new Option<string?>("--dataset-format")
        {
            Description = $"What kind of dataset it is, when its content does not tell: {string.Join(", ", DatasetFormats.Names.Skip(1))}.",
        }.OneOf(DatasetFormats.Names);
        option.HelpName = "KIND";
        return option;
    }

    public static Option<string?> Labels() => new("--labels")
    {
        Description = "A CSV or JSONL file with the labels, by path in the dataset: path,label[,split]. For a NumPy array also an NPY file, by row.",
        HelpName = "FILE",
    };

    /// <exception cref="UsageException">Nothing is there.</exception>
    public static void CheckExists(string path)
    {
        if (!Path.Exists(path))
            throw new UsageException($"There is no dataset at {Quote.Of(path)}. Give {DatasetFormats.Kinds}.");
    }
}
