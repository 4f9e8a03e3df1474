using DatasetGuard.Core.Caching;

namespace DatasetGuard.Core.Tests.Caching;

public sealed class CacheFolderTests
{
    [Theory]
    [InlineData("/x", "/home/me", "/x/datasetguard")]
    [InlineData("x", "/home/me", "/home/me/.cache/datasetguard")]
    [InlineData("", "/home/me", "/home/me/.cache/datasetguard")]
    [InlineData(null, "/home/me", "/home/me/.cache/datasetguard")]
    [InlineData(null, "", null)]
    [InlineData(null, null, null)]
    public void On_Linux_it_lies_where_the_user_has_caches(string? xdg, string? home, string? folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have other places.");

        CacheFolder.Default(name => name switch { "XDG_CACHE_HOME" => xdg, "HOME" => home, _ => null }).Should().Be(folder);
    }
}
