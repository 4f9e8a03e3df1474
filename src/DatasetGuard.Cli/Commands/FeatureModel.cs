using DatasetGuard.Cli.Terminals;
using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Cli.Commands;

/// <summary>The encoder that the user names, or its features, checked before the scan.</summary>
internal static class FeatureModel
{
    private const string Kinds = "Give an ONNX model, a TorchScript module, the folder that 'train' wrote, or an NPY file of features.";

    /// <param name="option">What <c>--features</c> names; it weighs more than the configuration.</param>
    /// <param name="isAudited">It is the model that was trained on the datasets, and outliers are looked for in its features.</param>
    /// <param name="settings">What the configuration says of it.</param>
    /// <param name="datasets">What is scanned.</param>
    /// <param name="depth">Below standard nothing runs the model, and it is not opened.</param>
    /// <param name="terminal">Told which values of the model are the features.</param>
    /// <returns>Null when no encoder is named.</returns>
    /// <exception cref="UsageException">It is not there, or cannot be used.</exception>
    public static FeatureSource? Read(string? option, bool isAudited, FeatureSettings settings, IReadOnlyList<string> datasets, ScanDepth depth, Terminal terminal)
    {
        if ((option ?? settings.Model) is not { } named)
            return isAudited ? throw new UsageException("--activations looks into a model, and none is named. Give the one that was trained on this data with --features or features.model.") : null;
        if (isAudited && depth < ScanDepth.Standard)
            throw new UsageException("--activations is for --depth standard and deep: at a lower one no outliers are looked for. Leave one of them out.");
        if (named.Length == 0)
            throw new UsageException($"--features names nothing. {Kinds}");

        var path = FileOf(named);
        if (!File.Exists(path))
            throw new UsageException($"There is no model {Quote.Of(named)}. Give the encoder that will be transferred with --features or features.model: an ONNX file, or the folder that 'train' wrote.");
        if (ConfigurationSearch.IsInside(path, datasets))
            throw new UsageException($"The model {Quote.Of(path)} lies in the dataset, whose files may be anybody's. Give one that lies elsewhere.");

        var source = Open(path) with { Layer = settings.Layer, Mean = settings.Mean, Deviation = settings.Deviation, IsAudited = isAudited };
        if (isAudited && source.IsArray)
            throw new UsageException($"--activations is for a model, and {Quote.Of(named)} is an array of features, in which outliers are looked for anyway. Leave it out.");
        if (depth >= ScanDepth.Standard)
            Check(source, terminal);

        return source;
    }

    /// <summary>The encoder that a linear probe is trained on.</summary>
    /// <param name="option">As of <see cref="Read"/>.</param>
    /// <param name="settings">As of <see cref="Read"/>.</param>
    /// <param name="datasets">What is trained on and judged by.</param>
    /// <param name="terminal">Told which values of the model are the features.</param>
    /// <exception cref="UsageException">None is named, or it cannot be used.</exception>
    public static FeatureSource ReadForProbe(string? option, FeatureSettings settings, IReadOnlyList<string> datasets, Terminal terminal)
    {
        var source = Read(option, isAudited: false, settings, datasets, ScanDepth.Fast, terminal)
            ?? throw new UsageException("--network linear is a layer on the features of an encoder, and none is named. Give an ONNX model, or the folder that 'train' wrote, with --features or features.model.");
        try
        {
            terminal.Say($"Features: {ProbeEncoders.Check(source)} of {Printable.Text(source.Path)}");
            return source;
        }
        catch (EncoderException error)
        {
            throw new UsageException(error.Message);
        }
    }

    /// <summary>A model that 'train' wrote is named by its folder, or by a file in it; what describes it stands for it.</summary>
    private static string FileOf(string path)
    {
        if (Directory.Exists(path))
            return Path.Combine(path, ModelJson.FileName);

        return Path.GetFileName(path) == ModelJson.WeightsName ? Path.Combine(Path.GetDirectoryName(path)!, ModelJson.FileName) : path;
    }

    private static FeatureSource Open(string path)
    {
        try
        {
            return FeatureSource.Of(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The model {Quote.Of(path)} cannot be read: {Printable.Text(error.Message)} {Kinds}");
        }
    }

    private static void Check(FeatureSource source, Terminal terminal)
    {
        try
        {
            terminal.Say($"Features: {EncoderFiles.Check(source)} of {Printable.Text(source.Path)}");
        }
        catch (EncoderException error)
        {
            throw new UsageException(error.Message);
        }
        catch (BackendUnavailableException)
        {
            // The rule says so itself: a scan without it is incomplete, and not wrongly asked for.
        }
    }
}
