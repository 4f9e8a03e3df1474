using System.Text.Json;
using Deque.AxeCore.Commons;

namespace DatasetGuard.Tests.Browser;

/// <summary>What axe-core says of a page.</summary>
internal static class Accessibility
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What keeps people from using the page: the rule, and where it is broken.</summary>
    public static async Task<IReadOnlyList<string>> SeriousFaultsAsync(BrowserPage page)
    {
        await page.EvaluateAsync<object>($"{Script}; null");
        var found = await page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations)");
        return
        [
            .. from fault in found.EnumerateArray()
               where fault.GetProperty("impact").GetString() is "serious" or "critical"
               from node in fault.GetProperty("nodes").EnumerateArray()
               select $"{fault.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()}",
        ];
    }
}
