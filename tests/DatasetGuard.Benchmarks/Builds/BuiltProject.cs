namespace DatasetGuard.Benchmarks.Builds;

/// <summary>A console program of one line, with the package or without it, that is built again and again.</summary>
internal sealed class BuiltProject
{
    private readonly string _folder;
    private readonly List<TimedProcess> _runs = [];

    /// <param name="name">For the table.</param>
    /// <param name="folder">Does not exist.</param>
    /// <param name="items">What stands in the project beside the framework.</param>
    public BuiltProject(string name, string folder, string items)
    {
        Name = name;
        _folder = folder;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), "System.Console.WriteLine();\n");
        File.WriteAllText(
            Path.Combine(folder, "program.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              {items}
            </Project>
            """);
        TimedProcess.Run(folder, "dotnet", "build", "-nologo");
    }

    public string Name { get; }

    public TimedProcess Last => _runs[^1];

    public double Median(Func<TimedProcess, double> value) => MedianOf(_runs.Select(value));

    /// <summary>The median of the differences between runs that followed each other.</summary>
    public double Over(BuiltProject other, Func<TimedProcess, double> value) => MedianOf(_runs.Zip(other._runs, (mine, theirs) => value(mine) - value(theirs)));

    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    public void Build() => _runs.Add(TimedProcess.Run(_folder, "dotnet", "build", "-nologo"));

    /// <summary>Another build with a scan, of what was compiled before.</summary>
    public void BuildAndScan()
    {
        Directory.Delete(Path.Combine(_folder, "obj", "datasetguard"), recursive: true);
        Build();
    }
}
