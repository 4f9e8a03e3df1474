using DatasetGuard.EndToEnd.Tests.Builds;

namespace DatasetGuard.EndToEnd.Tests.Samples;

/// <summary>The samples, copied to where nothing of this repository is above them, with the version that was packed.</summary>
internal sealed class SampleCopy : IDisposable
{
    /// <summary>What a project says until there is a release.</summary>
    private const string NamedVersion = "Version=\"0.1.0\"";

    private readonly TempFolder _folder = new();
    private readonly PackageFeed _feed;
    private int _logs;

    public SampleCopy(PackageFeed feed)
    {
        _feed = feed;
        feed.WriteSettings(_folder.Path, PackageFeed.FetchedPackages);
        var source = Checkout.Path("samples");
        foreach (var path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(source, path).Replace('\\', '/');
            if (name.Split('/').Any(part => part is "bin" or "obj"))
                continue;

            Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
            if (name.EndsWith(".csproj", StringComparison.Ordinal))
                File.WriteAllText(this[name], File.ReadAllText(path).Replace(NamedVersion, $"Version=\"{feed.Version}\""));
            else
                File.Copy(path, this[name]);
        }
    }

    /// <param name="name">Below <c>samples</c>, with <c>/</c>.</param>
    public string this[string name] => _folder[$"samples/{name}"];

    public void Dispose() => _folder.Dispose();

    /// <summary>Another build of the same project scans again.</summary>
    public void Forget(string sample) => Directory.Delete(this[$"{sample}/obj/datasetguard"], recursive: true);

    /// <summary>With the tool as it was built, named as the samples' page says.</summary>
    public Task<(Run Run, BuildLog Log)> DotNetAsync(params string[] arguments) => WithToolAsync(DotNet.BuiltTool, arguments);

    public async Task<(Run Run, BuildLog Log)> WithToolAsync(string tool, params string[] arguments)
    {
        var log = _folder[$"{_logs++}.binlog"];
        var environment = new Dictionary<string, string>(_feed.CleanProfile) { ["DatasetGuardToolPath"] = tool };
        var run = await DotNet.RunAsync(this[""], environment, [.. arguments, "-nologo", "-tl:off", $"-bl:{log}"]);
        return (run, BuildLog.Read(log));
    }
}
