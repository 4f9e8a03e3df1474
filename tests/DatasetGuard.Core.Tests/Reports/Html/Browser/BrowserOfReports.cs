using DatasetGuard.Core.Reports.Html;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Core.Tests.Reports.Html.Browser;

internal static class BrowserOfReports
{
    /// <summary>A new page with the report of a scan in it.</summary>
    public static Task<BrowserPage> OpenAsync(this BrowserFixture browser, ScanResult result, int width = 1280, string language = "en-US") =>
        browser.OpenAsync(new HtmlReport().Bytes(result), width, language);
}
