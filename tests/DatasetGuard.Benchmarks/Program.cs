using System.Text.RegularExpressions;
using DatasetGuard.Benchmarks.Triggers;

return args switch
{
    ["triggers", var data, .. var rest] => Study(data, rest),
    _ => Usage(),
};

static int Study(string data, string[] rest)
{
    var only = rest.FirstOrDefault(arg => arg.StartsWith("--only=", StringComparison.Ordinal))?["--only=".Length..] ?? "";
    TriggerStudy.Run(data, Console.Out, [.. rest.Where(arg => !arg.StartsWith('-'))], new Regex(only, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        dotnet run -c Release --project tests/DatasetGuard.Benchmarks -- COMMAND

          triggers DATA [SET...] [--only=REGEX]   what the trigger rules catch, and what clean sets score, as a Markdown table
        """);
    return 2;
}
