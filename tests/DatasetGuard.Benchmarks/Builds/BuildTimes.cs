using System.Diagnostics;
using System.Formats.Tar;

namespace DatasetGuard.Benchmarks.Builds;

/// <summary>What the package costs a build in which nothing has changed, and what a build costs a scan: the contenders in turn, medians.</summary>
internal static class BuildTimes
{
    private const int UnchangedRuns = 21;
    private const int ScanRuns = 5;
    private static readonly string Top = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));
    private static readonly string Tool = Path.Combine(Top, "artifacts/bin/DatasetGuard.Cli/release/datasetguard.dll");

    public static void Run(string data, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("datasetguard-builds-").FullName;
        try
        {
            var version = Pack(folder);
            var images = Path.Combine(folder, "images");
            Directory.CreateDirectory(images);
            TarFile.ExtractToDirectory(Path.Combine(data, "cifar10-train-0.tar"), images, overwriteFiles: true);
            string[] tars = [.. Enumerable.Range(0, 4).Select(i => Path.Combine(data, $"cifar10-train-{i}.tar"))];

            string Package(params string[] datasets) => Reference(version, datasets);
            var plain = new BuiltProject("without the package", Path.Combine(folder, "plain"), "");
            var unused = new BuiltProject("with the package and no data set", Path.Combine(folder, "unused"), Package());
            var sample = new BuiltProject("with a data set of 800 files", Path.Combine(folder, "sample"), Package(Path.Combine(Top, "samples/clean-shapes/train")));
            var many = new BuiltProject("with a data set of 10,000 files", Path.Combine(folder, "many"), Package(images));
            var archives = new BuiltProject("40,000 JPEGs of 32 px in four archives", Path.Combine(folder, "archives"), Package(tars));

            Unchanged([plain, unused, sample, many, archives], output);
            output.WriteLine();
            output.WriteLine("| scan at depth fast | wall time from the shell | in a build, less that of a build without a data set | longer by | at most | processor time from the shell | in a build | longer by |");
            output.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
            Scanned("10,000 JPEGs of 32 px in a folder", [images], unused, new BuiltProject("", Path.Combine(folder, "many-scan"), Package(images)), output);
            Scanned("40,000 JPEGs of 32 px in four archives", tars, unused, new BuiltProject("", Path.Combine(folder, "archives-scan"), Package(tars)), output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Unchanged(BuiltProject[] projects, TextWriter output)
    {
        for (var run = 0; run < UnchangedRuns; run++)
            Array.ForEach(projects, project => project.Build());

        output.WriteLine($"| build in which nothing has changed, {UnchangedRuns} in turn | wall time | over the first | ratio | processor time | over the first | ratio |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var project in projects)
            output.WriteLine($"| {project.Name} | {Cells(project, projects[0], run => run.Wall)} | {Cells(project, projects[0], run => run.Processor)} |");
    }

    private static string Cells(BuiltProject project, BuiltProject first, Func<TimedProcess, double> value)
    {
        var median = project.Median(value);
        return $"{median:F2} s | {1000 * project.Over(first, value):F0} ms | {median / first.Median(value):F3}";
    }

    private static void Scanned(string name, string[] datasets, BuiltProject unused, BuiltProject project, TextWriter output)
    {
        List<TimedProcess> shells = [];
        List<TimedProcess> builds = [];
        var report = Path.Combine(Path.GetTempPath(), $"datasetguard-{Environment.ProcessId}");
        for (var run = 0; run < ScanRuns; run++)
        {
            shells.Add(TimedProcess.Run(Top, "dotnet", ["exec", Tool, "scan", .. datasets, "--format", "msbuild", "--depth", "fast", "--fail-on", "none", "--output", report, "--no-progress", "--quiet"]));
            unused.Build();
            project.BuildAndScan();
            builds.Add(new TimedProcess(project.Last.Wall - unused.Last.Wall, project.Last.Processor - unused.Last.Processor));
        }

        var (alone, built) = (Median(shells, run => run.Wall), Median(builds, run => run.Wall));
        var (aloneProcessor, builtProcessor) = (Median(shells, run => run.Processor), Median(builds, run => run.Processor));
        output.WriteLine($"| {name} | {alone:F2} s | {built:F2} s | {built - alone:F2} s | {(0.05 * alone) + 1.5:F2} s | {aloneProcessor:F2} s | {builtProcessor:F2} s | {builtProcessor - aloneProcessor:F2} s |");
        Directory.Delete(report, recursive: true);
    }

    private static double Median(List<TimedProcess> runs, Func<TimedProcess, double> value) => BuiltProject.MedianOf(runs.Select(value));

    private static string Reference(string version, string[] datasets) =>
        $"""
        <PropertyGroup><DatasetGuardToolPath>{Tool}</DatasetGuardToolPath><DatasetGuardDepth>fast</DatasetGuardDepth><DatasetGuardFailOn>none</DatasetGuardFailOn></PropertyGroup>
        <ItemGroup>
          <PackageReference Include="DatasetGuard.MSBuild" Version="{version}" PrivateAssets="all" />
          {string.Concat(datasets.Select(path => $"<DatasetGuardDataset Include=\"{path}\" />"))}
        </ItemGroup>
        """;

    /// <returns>The version that was packed, into a feed that is the only one for the projects in the folder.</returns>
    private static string Pack(string folder)
    {
        var task = Path.Combine(Top, "artifacts/bin/DatasetGuard.MSBuild/release/DatasetGuard.MSBuild.dll");
        var version = FileVersionInfo.GetVersionInfo(task).ProductVersion!.Split('+')[0];
        TimedProcess.Run(Top, "dotnet", "pack", "src/DatasetGuard.MSBuild", "-c", "Release", "--no-build", "-nologo", "-o", Path.Combine(folder, "feed"), $"-p:MinVerVersionOverride={version}");
        File.WriteAllText(
            Path.Combine(folder, "nuget.config"),
            """<configuration><config><add key="globalPackagesFolder" value="packages" /></config><packageSources><clear /><add key="feed" value="feed" /></packageSources></configuration>""");
        return version;
    }
}
