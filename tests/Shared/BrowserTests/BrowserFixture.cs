namespace DatasetGuard.Tests.Browser;

/// <summary>One browser for the tests of a class. They skip where none is installed, and fail where one is that does not start.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>Of a picture; of a longer page it shows the start.</summary>
    private const int MaxHeight = 8_000;

    private readonly TempFolder _folder = new();
    private Chromium? _chromium;
    private int _pages;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.FindProgram() is { } program)
            _chromium = await Chromium.StartAsync(program);
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();

        _folder.Dispose();
    }

    /// <summary>A new page with a report in it.</summary>
    /// <param name="html">The report.</param>
    /// <param name="width">Of the window.</param>
    /// <param name="language">That the reader's browser speaks.</param>
    /// <param name="scripts">Whether they run.</param>
    internal async Task<BrowserPage> OpenAsync(byte[] html, int width = 1280, string language = "en-US", bool scripts = true)
    {
        Assert.SkipWhen(_chromium is null, "No Chromium is here: install Debian's package chromium, or name one in DATASETGUARD_CHROMIUM.");
        var page = await _chromium.OpenAsync(width, language, scripts);
        await ShowAsync(page, html);
        return page;
    }

    /// <summary>Another report in the same page.</summary>
    internal async Task ShowAsync(BrowserPage page, byte[] html, string fragment = "")
    {
        var path = Path.Combine(_folder.Path, $"report{Interlocked.Increment(ref _pages)}.html");
        await File.WriteAllBytesAsync(path, html);
        await page.GoAsync(path, fragment);
    }

    /// <summary>Keeps a picture of the page for people to look at.</summary>
    internal static async Task KeepPictureAsync(BrowserPage page, string name)
    {
        // The browser draws what is in view, and leaves out cards that are not.
        var size = await page.EvaluateAsync<int[]>("[innerWidth, document.documentElement.scrollHeight]");
        await page.ResizeAsync(size[0], Math.Min(size[1], MaxHeight));
        await page.EvaluateAsync<object>("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(), 100))))");
        var folder = Checkout.Path("artifacts/screenshots");
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), await page.PhotographAsync());
    }
}
