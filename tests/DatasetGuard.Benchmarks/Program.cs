using System.Text.RegularExpressions;
using DatasetGuard.Benchmarks.Fuzzing;
using DatasetGuard.Benchmarks.Samples;
using DatasetGuard.Benchmarks.Speed;
using DatasetGuard.Benchmarks.Triggers;

return args switch
{
    ["triggers", var data, .. var rest] => Study(data, rest),
    ["sample", var output, .. [] or ["clean"]] => SampleCommand.Run(output, isClean: args.Length > 2),
    ["fuzz", var seconds, .. [] or [_] or [_, _]] => await new FuzzCommand(args.Length > 3 ? int.Parse(args[3]) : 1, Console.Out).RunAsync(double.Parse(seconds), args.Length > 2 ? args[2] : null),
    ["stages", .. { Length: > 0 } paths] => Stages(paths),
    _ => Usage(),
};

static int Study(string data, string[] rest)
{
    var only = rest.FirstOrDefault(arg => arg.StartsWith("--only=", StringComparison.Ordinal))?["--only=".Length..] ?? "";
    TriggerStudy.Run(data, Console.Out, [.. rest.Where(arg => !arg.StartsWith('-'))], new Regex(only, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
    return 0;
}

static int Stages(string[] paths)
{
    StageTimes.Run(paths);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        dotnet run -c Release --project tests/DatasetGuard.Benchmarks -- COMMAND

          triggers DATA [SET...] [--only=REGEX]   what the trigger rules catch, and what clean sets score, as a Markdown table
          stages DATASET...                       where the time of one scan goes
          fuzz SECONDS [IMAGES [SEED]]            damages datasets and image files, and reports what is neither read nor refused
          sample OUT [clean]                      draws samples/poisoned-shapes again, or its clean original
        """);
    return 2;
}
