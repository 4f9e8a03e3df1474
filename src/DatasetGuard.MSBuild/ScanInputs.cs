using System.Collections;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace DatasetGuard.MSBuild;

/// <summary>A digest of all that a scan depends on: options, tool, configuration, and name, size and time of every file.</summary>
/// <remarks>Like every incremental build it trusts the time of a file: content that changes under the same size and time goes unseen.</remarks>
internal sealed class ScanInputs
{
    private const string ConfigurationName = "datasetguard.yaml";
    private const string VariablePrefix = "DATASETGUARD_";

    /// <summary>It holds the digest of the weights beside it.</summary>
    private const string ModelName = "model.json";

    /// <summary>As the tool calls what it writes beside a baseline.</summary>
    private const string AcceptedExtension = ".sha256";

    /// <summary>Above this a configuration is only looked at by size and time.</summary>
    private const int MaxConfigurationBytes = 1 << 20;

    private readonly StringBuilder _text = new();

    public void AddText(string? text) => _text.Append(text).Append('\n');

    /// <summary>Also when it is not there: it may come.</summary>
    public void AddFile(string path)
    {
        var file = new FileInfo(path);
        AddText(file.Exists ? $"{path} {file.Length} {file.LastWriteTimeUtc.Ticks}" : $"{path} -");
    }

    /// <summary>A baseline, and the manifest of the accepted content beside it.</summary>
    public void AddBaseline(string path)
    {
        AddFile(path);
        AddFile(Path.ChangeExtension(path, AcceptedExtension));
        AddFile(path + AcceptedExtension);
    }

    /// <summary>The configuration with the files it names, and the variables that weigh more.</summary>
    /// <param name="projectFolder">Where it is looked for, and above.</param>
    /// <param name="named">A full path; null unless given.</param>
    /// <param name="today">The date, which matters where suppressions expire.</param>
    public void AddConfiguration(string projectFolder, string? named, string? today)
    {
        if (named is not null)
        {
            AddConfigurationFile(named, today);
        }
        else
        {
            for (var folder = new DirectoryInfo(projectFolder); folder is not null; folder = folder.Parent)
                AddConfigurationFile(Path.Combine(folder.FullName, ConfigurationName), today);
        }

        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => (Name: (string)variable.Key, Value: (string?)variable.Value ?? ""))
            .Where(variable => variable.Name.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase))
            .OrderBy(variable => variable.Name, StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            AddText($"{name}={value}");
            AddNamed(projectFolder, value);
        }
    }

    /// <summary>A folder with all below it; a file with those beside it, which may hold its labels.</summary>
    /// <param name="path">A full path.</param>
    public void AddDataset(string path)
    {
        AddText(path);
        AddFile(path);
        if (Directory.Exists(path))
            AddFolder(new DirectoryInfo(path), isDeep: true);
        else if (File.Exists(path))
            AddFolder(new FileInfo(path).Directory!, isDeep: false);
    }

    /// <summary>The files that a dataset names. An archive has them inside.</summary>
    /// <param name="dataset">A file.</param>
    /// <param name="manifest">What the last scan has read, as it wrote it; need not be there.</param>
    public void AddFilesRead(string dataset, string manifest)
    {
        if (!File.Exists(manifest) || IsArchive(dataset))
            return;

        var folder = Path.GetDirectoryName(dataset)!;
        foreach (var line in File.ReadLines(manifest))
        {
            // The digest and two spaces stand before the name.
            var start = line.StartsWith("\\", StringComparison.Ordinal) ? 67 : 66;
            if (line.Length > start && line.IndexOf('\0') < 0)
                AddFile(Path.Combine(folder, line.Substring(start)));
        }
    }

    public string Digest()
    {
        using var hash = SHA256.Create();
        return BitConverter.ToString(hash.ComputeHash(Encoding.UTF8.GetBytes(_text.ToString()))).Replace("-", "");
    }

    /// <summary>By the name, as the scan knows a list: what is in the file may be anybody's. Thousands of names would be looked for in vain.</summary>
    private static bool IsArchive(string path) => Path.GetExtension(path).ToLowerInvariant() is ".tar" or ".tgz" or ".gz" or ".zip";

    private void AddConfigurationFile(string path, string? today)
    {
        AddFile(path);
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > MaxConfigurationBytes)
            return;

        var text = File.ReadAllText(path);
        if (text.Contains("expires"))
            AddText(today);

        foreach (Match match in Regex.Matches(text, "\"?(baseline|accepted|model|labels)\"?\\s*:\\s*[\"']?(?<path>[^\"'#\r\n]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
        {
            AddNamed(file.DirectoryName!, match.Groups["path"].Value);

            // In { a: b, c: d } the value ends sooner.
            AddNamed(file.DirectoryName!, match.Groups["path"].Value.Split(',', '}')[0]);
        }
    }

    /// <summary>A file, or the folder of a model that was trained.</summary>
    private void AddNamed(string folder, string name)
    {
        if (name.Trim().Length == 0 || name.IndexOfAny(Path.GetInvalidPathChars()) >= 0)
            return;

        try
        {
            var path = Path.Combine(folder, name.Trim());
            AddBaseline(path);
            AddFile(Path.Combine(path, ModelName));
        }
        catch (NotSupportedException)
        {
            // What Visual Studio's runtime does not take for a path names no file there.
        }
    }

    /// <summary>Links to folders are not followed: what lies in the dataset is met on the straight way, the rest is not scanned.</summary>
    private void AddFolder(DirectoryInfo folder, bool isDeep)
    {
        foreach (var entry in folder.GetFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry is FileInfo file)
            {
                _text.Append(file.Name).Append(' ').Append(Length(file)).Append(' ').Append(file.LastWriteTimeUtc.Ticks).Append('\n');
            }
            else if (isDeep)
            {
                AddText($"{entry.Name}/");
                if (!entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                    AddFolder((DirectoryInfo)entry, isDeep);

                AddText("/");
            }
        }
    }

    /// <summary>A link that leads nowhere, or a file that has just gone, has none.</summary>
    private static long Length(FileInfo file) => file.Exists ? file.Length : -1;
}
