using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Core.Tests.Reports.Html.Browser;

public sealed class ChromiumTests
{
    [Fact]
    public async Task A_browser_that_is_not_there_is_named_with_what_to_do()
    {
        var start = () => Chromium.StartAsync("no-such-browser");

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("The browser 'no-such-browser' cannot be run: *DATASETGUARD_CHROMIUM*");
    }

    [Fact]
    public async Task A_browser_that_ends_at_once_is_named_with_what_it_said()
    {
        var start = () => Chromium.StartAsync("dotnet");

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("The browser 'dotnet' ended before it listened. *It said: ?*");
    }
}
