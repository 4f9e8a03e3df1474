using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Core.Tests.Reports.Html.Browser;

public sealed class ChromiumTests
{
    [Fact]
    public async Task A_browser_that_is_not_there_is_named_with_what_to_do()
    {
        var start = () => Chromium.StartAsync("no-such-browser");

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("The browser 'no-such-browser' is not there. *DATASETGUARD_CHROMIUM*");
    }

    [Fact]
    public async Task A_browser_that_ends_at_once_is_named_with_what_it_said()
    {
        var program = Environment.ProcessPath!;
        var start = () => Chromium.StartAsync(program);

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage($"The browser '{program}' does not start. *DATASETGUARD_CHROMIUM*unknown option*");
    }
}
