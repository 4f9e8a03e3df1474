using System.Diagnostics;

namespace DatasetGuard.EndToEnd.Tests;

/// <summary>Runs programs as a stranger's shell or runner would.</summary>
internal static class DotNet
{
    /// <summary>What the tests themselves were built as, so that they pack what was built beside them.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Name == "release" ? "Release" : "Debug";

    /// <summary>The tool as it was built, without packing 460 MB.</summary>
    public static string BuiltTool { get; } = Checkout.Path($"artifacts/bin/DatasetGuard.Cli/{Configuration.ToLowerInvariant()}/datasetguard.dll");

    public static Task<Run> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartAsync("dotnet", folder, environment, arguments);

    public static async Task<Run> StartAsync(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(program, folder, environment, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Run(process.ExitCode, await output + await error);
    }

    public static ProcessStartInfo StartInfo(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A node that stays alive would keep the task's file locked.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        return start;
    }
}

/// <param name="Code">The exit code.</param>
/// <param name="Output">stdout and then stderr.</param>
internal sealed record Run(int Code, string Output);
