using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace DatasetGuard.Tests.Browser;

/// <summary>A page as somebody sees and uses it, and what went wrong in it.</summary>
internal sealed class BrowserPage
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);

    private readonly IPage _page;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<string> _requests = new();

    public BrowserPage(IPage page)
    {
        _page = page;
        page.Console += (_, message) => _faults.Enqueue($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _faults.Enqueue(error);
        page.Request += (_, request) => _requests.Enqueue(request.Url);
    }

    /// <summary>What stands in the console, and exceptions.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Addresses that the page asked for, but for data inside of it.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <param name="path">A file.</param>
    /// <param name="fragment">With <c>#</c>; may be empty.</param>
    public Task GoAsync(string path, string fragment = "") => _page.GotoAsync(new Uri(Path.GetFullPath(path)).AbsoluteUri + fragment);

    public Task<T> EvaluateAsync<T>(string expression) => _page.EvaluateAsync<T>(expression).WaitAsync(AnswerLimit);

    public Task ResizeAsync(int width, int height) => _page.SetViewportSizeAsync(width, height);

    /// <param name="medium">Screen or print; empty for the usual one.</param>
    /// <param name="scheme">Light or dark.</param>
    public Task ShowAsAsync(string medium, string scheme) => _page.EmulateMediaAsync(new()
    {
        Media = medium.Length == 0 ? Media.Null : Enum.Parse<Media>(medium, ignoreCase: true),
        ColorScheme = Enum.Parse<ColorScheme>(scheme, ignoreCase: true),
    });

    /// <summary>The page may write to the clipboard and read from it, as a user would let it.</summary>
    public Task AllowClipboardAsync() => _page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

    public Task ClickAsync(string selector) => _page.ClickAsync(selector);

    /// <summary>Presses, moves along the points, and lets go.</summary>
    public async Task DragAsync(IReadOnlyList<(float X, float Y)> points)
    {
        await _page.Mouse.MoveAsync(points[0].X, points[0].Y);
        await _page.Mouse.DownAsync();
        foreach (var (x, y) in points)
            await _page.Mouse.MoveAsync(x, y);

        await _page.Mouse.UpAsync();
    }

    /// <param name="key">As <c>Tab</c>, <c>Enter</c>, <c>ArrowLeft</c> or <c>+</c>.</param>
    public Task PressAsync(string key) => _page.Keyboard.PressAsync(key);

    public Task TypeAsync(string text) => _page.Keyboard.TypeAsync(text);

    /// <summary>What is in view, as a PNG file.</summary>
    public Task<byte[]> PhotographAsync() => _page.ScreenshotAsync();

    /// <summary>The page as a PDF file.</summary>
    public Task<byte[]> PrintAsync() => _page.PdfAsync(new() { PrintBackground = true });

    public Task CloseAsync() => _page.Context.CloseAsync();
}
