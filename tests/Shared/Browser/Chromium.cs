using System.ComponentModel;
using System.Diagnostics;
using System.Net.WebSockets;

namespace DatasetGuard.Tests.Browser;

/// <summary>A Chromium without a window, with a profile of its own that is gone afterwards. Nothing but this machine can reach it.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Announcement = "DevTools listening on ";
    private const int LinesToldOfAFault = 10;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

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

    /// <exception cref="InvalidOperationException">It is there and does not start, which is no reason to skip: says what it said.</exception>
    public static async Task<Chromium> StartAsync(string program)
    {
        var profile = Directory.CreateTempSubdirectory("datasetguard-chromium-");
        var process = Start(program, profile.FullName);
        try
        {
            var address = await AddressAsync(process, program).WaitAsync(StartLimit);

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
        await CloseAsync();
        await _tools.DisposeAsync();
        await EndAsync(_process, _profile);
    }

    /// <summary>Asks it to end, so that it removes what it made outside of its profile.</summary>
    private async Task CloseAsync()
    {
        try
        {
            await _tools.SendAsync("Browser.close");
            await _process.WaitForExitAsync().WaitAsync(EndLimit);
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException or WebSocketException)
        {
            // It ended before it answered, or does not listen any more and is killed.
        }
    }

    private static Process Start(string program, string profile)
    {
        var start = new ProcessStartInfo(program, Arguments(profile)) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            Directory.Delete(profile);
            throw new InvalidOperationException($"The browser '{program}' cannot be run: {error.Message} Mend it, or name another one in DATASETGUARD_CHROMIUM.", error);
        }
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

    private static async Task<string> AddressAsync(Process process, string program)
    {
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
                return line[Announcement.Length..];

            said.Add(line);
        }

        throw new InvalidOperationException($"The browser '{program}' ended before it listened. Mend it, or name another one in DATASETGUARD_CHROMIUM. It said: {string.Join(' ', said.TakeLast(LinesToldOfAFault))}");
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
