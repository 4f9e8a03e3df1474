using System.Diagnostics;

namespace DatasetGuard.Tests.Browser;

/// <summary>A Chromium without a window, with a profile of its own that is gone afterwards. Nothing but this machine can reach it.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Announcement = "DevTools listening on ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _profile;
    private readonly DevTools _tools;

    private Chromium(Process process, DirectoryInfo profile, DevTools tools) => (_process, _profile, _tools) = (process, profile, tools);

    /// <summary>The one that <c>DATASETGUARD_CHROMIUM</c> names, or else an installed one; null where there is none.</summary>
    public static string? FindProgram()
    {
        if (Environment.GetEnvironmentVariable("DATASETGUARD_CHROMIUM") is { Length: > 0 } configured)
            return configured;

        string[] names = ["chromium", "chromium-browser", "google-chrome"];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    public static async Task<Chromium> StartAsync(string program)
    {
        var profile = Directory.CreateTempSubdirectory("datasetguard-chromium-");
        var process = Process.Start(new ProcessStartInfo(program, Arguments(profile.FullName)) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            var address = await AddressAsync(process).WaitAsync(StartLimit);

            // What nobody reads would in the end stop it.
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return new Chromium(process, profile, await DevTools.ConnectAsync(new Uri(address)));
        }
        catch
        {
            await EndAsync(process, profile);
            throw;
        }
    }

    /// <summary>An empty page of its own.</summary>
    public Task<BrowserPage> OpenAsync() => BrowserPage.OpenAsync(_tools);

    public async ValueTask DisposeAsync()
    {
        await _tools.DisposeAsync();
        await EndAsync(_process, _profile);
    }

    private static string[] Arguments(string profile) =>
    [
        "--headless",
        "--remote-debugging-port=0",
        $"--user-data-dir={profile}",
        "--no-first-run",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-dev-shm-usage",
        "--lang=en-US",

        // Chromium's sandbox does not run as root; the pages are ours.
        .. Environment.IsPrivilegedProcess ? ["--no-sandbox"] : Array.Empty<string>(),
        "about:blank",
    ];

    private static async Task<string> AddressAsync(Process process)
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
                return line[Announcement.Length..];
        }

        throw new InvalidOperationException("Chromium ended before it listened.");
    }

    private static async Task EndAsync(Process process, DirectoryInfo profile)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);

        await process.WaitForExitAsync();
        process.Dispose();
        for (var attempt = 0; profile.Exists; attempt++)
        {
            try
            {
                profile.Delete(recursive: true);
            }
            catch (IOException) when (attempt < 20)
            {
                // Its helpers may write a last file.
                await Task.Delay(100);
            }

            profile.Refresh();
        }
    }
}
