using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DatasetGuard.Tests.Browser;

/// <summary>A page as somebody sees and uses it.</summary>
internal sealed class BrowserPage
{
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(60);

    private readonly DevTools _tools;
    private readonly string _session;
    private readonly string _context;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private TaskCompletionSource _loaded = new();

    private BrowserPage(DevTools tools, string session, string context) => (_tools, _session, _context) = (tools, session, context);

    /// <summary>Errors and warnings of the console, and exceptions.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Addresses that the page asked for, but for data inside of it.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public static async Task<BrowserPage> OpenAsync(DevTools tools)
    {
        // What one page keeps, such as its theme, no other one finds.
        var created = await tools.SendAsync("Target.createBrowserContext", new JsonObject { ["disposeOnDetach"] = true });
        var context = created.GetProperty("browserContextId").GetString()!;
        var target = await tools.SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank", ["browserContextId"] = context });
        var attached = await tools.SendAsync("Target.attachToTarget", new JsonObject { ["targetId"] = target.GetProperty("targetId").GetString(), ["flatten"] = true });
        var page = new BrowserPage(tools, attached.GetProperty("sessionId").GetString()!, context);
        tools.Listen(page._session, page.Hear);
        foreach (var domain in (string[])["Page", "Runtime", "Log", "Network"])
            await page.SendAsync($"{domain}.enable");

        // Only a page that has the focus shows where it is, and gets keys.
        await page.SendAsync("Emulation.setFocusEmulationEnabled", new JsonObject { ["enabled"] = true });
        return page;
    }

    /// <param name="path">A file.</param>
    /// <param name="fragment">With <c>#</c>; may be empty.</param>
    public async Task GoAsync(string path, string fragment = "")
    {
        _loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync("Page.navigate", new JsonObject { ["url"] = new Uri(Path.GetFullPath(path)).AbsoluteUri + fragment });
        await _loaded.Task.WaitAsync(LoadLimit);
    }

    public async Task<T> EvaluateAsync<T>(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true, ["userGesture"] = true });
        if (answer.TryGetProperty("exceptionDetails", out var details))
            throw new InvalidOperationException(details.GetRawText());

        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value.Deserialize<T>()! : default!;
    }

    public Task ResizeAsync(int width, int height) =>
        SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });

    /// <param name="medium">Screen or print; empty for the usual one.</param>
    /// <param name="scheme">Light or dark.</param>
    public Task ShowAsAsync(string medium, string scheme) =>
        SendAsync("Emulation.setEmulatedMedia", new JsonObject { ["media"] = medium, ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }) });

    /// <param name="language">As <c>de-DE</c>; pages that are opened afterwards see it.</param>
    public async Task SpeakAsync(string language)
    {
        var agent = await EvaluateAsync<string>("navigator.userAgent");
        await SendAsync("Emulation.setUserAgentOverride", new JsonObject { ["userAgent"] = agent, ["acceptLanguage"] = language });
    }

    /// <summary>The page may write to the clipboard and read from it, as a user would let it.</summary>
    public Task AllowClipboardAsync() =>
        _tools.SendAsync("Browser.grantPermissions", new JsonObject { ["permissions"] = new JsonArray("clipboardReadWrite", "clipboardSanitizedWrite"), ["browserContextId"] = _context });

    /// <summary>Scripts of pages that are opened afterwards do not run.</summary>
    public Task RunNoScriptsAsync() => SendAsync("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = true });

    public async Task ClickAsync(string selector)
    {
        var place = await EvaluateAsync<double[]>($"(() => {{ const e = document.querySelector({JsonSerializer.Serialize(selector)}); e.scrollIntoView({{ block: 'center' }}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()");
        await MouseAsync("mousePressed", place[0], place[1]);
        await MouseAsync("mouseReleased", place[0], place[1]);
    }

    /// <summary>Presses, moves along the points, and lets go.</summary>
    public async Task DragAsync(IReadOnlyList<(double X, double Y)> points)
    {
        await MouseAsync("mousePressed", points[0].X, points[0].Y);
        foreach (var (x, y) in points)
            await MouseAsync("mouseMoved", x, y);

        await MouseAsync("mouseReleased", points[^1].X, points[^1].Y);
    }

    /// <param name="key">As <c>Tab</c>, <c>Enter</c> or <c>ArrowLeft</c>.</param>
    /// <param name="code">The virtual key code.</param>
    /// <param name="text">What it writes; null for keys that write nothing.</param>
    public async Task PressAsync(string key, int code, string? text = null)
    {
        await SendAsync("Input.dispatchKeyEvent", Key("keyDown"));
        await SendAsync("Input.dispatchKeyEvent", Key("keyUp"));

        JsonObject Key(string type)
        {
            var parameters = new JsonObject { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code };
            if (text is not null && type == "keyDown")
                parameters["text"] = text;

            return parameters;
        }
    }

    public Task TypeAsync(string text) => SendAsync("Input.insertText", new JsonObject { ["text"] = text });

    /// <summary>What is in view, as a PNG file.</summary>
    public async Task<byte[]> PhotographAsync() =>
        (await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" })).GetProperty("data").GetBytesFromBase64();

    /// <summary>The page as a PDF file.</summary>
    public async Task<byte[]> PrintAsync() =>
        (await SendAsync("Page.printToPDF", new JsonObject { ["printBackground"] = true })).GetProperty("data").GetBytesFromBase64();

    public Task CloseAsync() => SendAsync("Page.close");

    private Task<JsonElement> SendAsync(string method, JsonObject? parameters = null) => _tools.SendAsync(method, parameters, _session);

    private Task<JsonElement> MouseAsync(string type, double x, double y) =>
        SendAsync("Input.dispatchMouseEvent", new JsonObject { ["type"] = type, ["x"] = x, ["y"] = y, ["button"] = "left", ["buttons"] = type == "mouseReleased" ? 0 : 1, ["clickCount"] = 1 });

    private void Hear(string method, JsonElement parameters)
    {
        switch (method)
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Runtime.exceptionThrown":
                _faults.Enqueue(parameters.GetProperty("exceptionDetails").GetRawText());
                break;
            case "Runtime.consoleAPICalled":
            case "Log.entryAdded":
                _faults.Enqueue(parameters.GetRawText());
                break;
            case "Network.requestWillBeSent" when parameters.GetProperty("request").GetProperty("url").GetString() is { } url && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal):
                _requests.Enqueue(url);
                break;
        }
    }
}
