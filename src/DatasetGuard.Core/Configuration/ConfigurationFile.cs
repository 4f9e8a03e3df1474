using System.Security.Cryptography;
using System.Text;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Configuration;

/// <summary><c>datasetguard.yaml</c>.</summary>
public static class ConfigurationFile
{
    public const string Name = "datasetguard.yaml";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A commented file to start from.</summary>
    public static string ReadTemplate() => ReadResource("datasetguard.template.yaml");

    /// <summary>The JSON schema for editors.</summary>
    /// <param name="rules">Every rule that a configuration may name.</param>
    public static string ReadSchema(IReadOnlyList<RuleDescriptor> rules) => RuleSchema.Insert(ReadResource("datasetguard.schema.json"), rules);

    /// <param name="path">The file; relative paths in it start from its folder.</param>
    /// <param name="rules">Every rule that it may name.</param>
    /// <exception cref="ConfigurationException">It cannot be read, or has mistakes: all of them are told.</exception>
    public static ScanConfiguration Read(string path, IReadOnlyList<RuleDescriptor> rules) =>
        Parse(ReadText(path, out var digest), path, FolderOf(path), rules) with { Digest = digest };

    /// <param name="text">The text of a configuration.</param>
    /// <param name="name">Its name for messages.</param>
    /// <param name="folder">What relative paths in it start from; empty for the current folder.</param>
    /// <param name="rules">Every rule that it may name.</param>
    /// <exception cref="ConfigurationException">It has mistakes: all of them are told.</exception>
    public static ScanConfiguration Parse(string text, string name, string folder, IReadOnlyList<RuleDescriptor> rules)
    {
        var faults = new FaultList(name);
        if (text.Length > YamlText.MaxLength)
            faults.Add(null, null, TooLong);
        faults.ThrowIfAny();

        var start = new ScanConfiguration { File = name };
        var configuration = YamlText.Parse(text, faults) is { } root ? ConfigurationKeys.Root.Read(start, root, new Reading(faults, rules, folder)) : start;
        faults.ThrowIfAny();
        return configuration;
    }

    private static string TooLong => $"the file is longer than {YamlText.MaxLength:N0} characters; a configuration is short.";

    private static string ReadText(string path, out string digest)
    {
        try
        {
            return ReadStart(path, out digest);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var reason = error is DecoderFallbackException ? "it is no UTF-8 text." : Printable.Text(error.Message);
            throw new ConfigurationException(new ConfigurationFault(path, null, null, $"the configuration cannot be read: {reason}"), error);
        }
    }

    /// <summary>No more than a configuration may have.</summary>
    private static string ReadStart(string path, out string digest)
    {
        using var file = WholeFile.OpenPlain(path);

        // No character takes more bytes than this, so what is cut off is too long in any case.
        var bytes = new byte[Math.Min(file.Length, Utf8.GetMaxByteCount(YamlText.MaxLength + 1))];
        file.ReadExactly(bytes);
        digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        using var reader = new StreamReader(new MemoryStream(bytes), Utf8);
        var text = new char[YamlText.MaxLength + 1];
        return new string(text, 0, reader.ReadBlock(text));
    }

    /// <summary>Seen from the current folder, so that paths are shown as a user would type them.</summary>
    private static string FolderOf(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), folder);
        return relative == "." ? "" : relative;
    }

    private static string ReadResource(string name)
    {
        using var reader = new StreamReader(typeof(ConfigurationFile).Assembly.GetManifestResourceStream($"DatasetGuard.Core.Configuration.{name}")!);
        return reader.ReadToEnd();
    }
}
