using System.Reflection;
using Microsoft.Playwright;

namespace DatasetGuard.Tests.Browser;

/// <summary>An installed Chromium without a window, with a profile of its own that is gone afterwards. Nothing but this process can reach it.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const float StartLimitMs = 60_000;
    private const string Advice = "Mend it, or name another one in DATASETGUARD_CHROMIUM.";

    /// <summary>Where the build found Playwright's package, which has the driver in it.</summary>
    private static readonly string DriverFolder = typeof(Chromium).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "PlaywrightPackage").Value!;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>The one that <c>DATASETGUARD_CHROMIUM</c> names, or else an installed one; null where there is none.</summary>
    public static string? FindProgram()
    {
        if (Environment.GetEnvironmentVariable("DATASETGUARD_CHROMIUM") is { Length: > 0 } configured)
            return Find(configured) ?? configured;

        return Find("chromium", "chromium-browser", "google-chrome");
    }

    /// <summary>The first program of these names, or paths, that is there.</summary>
    private static string? Find(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <exception cref="InvalidOperationException">It is there and does not start, which is no reason to skip: says what it said.</exception>
    public static async Task<Chromium> StartAsync(string program)
    {
        // Playwright would leave an empty profile behind.
        if (!File.Exists(program))
            throw new InvalidOperationException($"The browser '{program}' is not there. {Advice}");

        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", DriverFolder);
        var playwright = await Playwright.CreateAsync();
        try
        {
            return new Chromium(playwright, await playwright.Chromium.LaunchAsync(Options(program)));
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            playwright.Dispose();
            throw new InvalidOperationException($"The browser '{program}' does not start. {Advice} {error.Message}", error);
        }
    }

    /// <summary>An empty page of its own: what one page keeps, such as its theme, no other one finds.</summary>
    /// <param name="width">Of the window.</param>
    /// <param name="language">As <c>de-DE</c>.</param>
    /// <param name="scripts">Whether those of the page run.</param>
    public async Task<BrowserPage> OpenAsync(int width = 1280, string language = "en-US", bool scripts = true)
    {
        var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, Locale = language, JavaScriptEnabled = scripts });
        return new BrowserPage(await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static BrowserTypeLaunchOptions Options(string program) => new()
    {
        ExecutablePath = program,
        Timeout = StartLimitMs,

        // Chromium's sandbox does not run as root; the pages are ours.
        ChromiumSandbox = !Environment.IsPrivilegedProcess,

        // They take room from the page, as for most readers.
        IgnoreDefaultArgs = ["--hide-scrollbars"],
    };
}
