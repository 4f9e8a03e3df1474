using DatasetGuard.Core.Caching;

namespace DatasetGuard.Core.Tests.Caching;

public sealed class FileIdentityTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public FileIdentityTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The time of change is only known on Linux.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_the_same_by_path_and_by_handle_and_stays_while_the_file_is_read()
    {
        var path = _folder.Write("a", "text");
        var identity = FileIdentity.Of(path);
        _ = File.ReadAllBytes(path);
        using var file = File.OpenHandle(path);

        identity.Should().NotBeNull();
        identity!.Value.Length.Should().Be(4);
        FileIdentity.Of(path).Should().Be(identity);
        FileIdentity.Of(file).Should().Be(identity);
    }

    [Fact]
    public async Task Dates_that_are_put_back_do_not_hide_a_write_of_the_same_length()
    {
        var path = _folder.Write("a", "text");
        var date = File.GetLastWriteTimeUtc(path);
        File.SetLastWriteTimeUtc(path, date);
        var before = FileIdentity.Of(path);

        // The clock of the file system ticks every few milliseconds.
        await Task.Delay(30, TestContext.Current.CancellationToken);
        File.WriteAllText(path, "tEXT");
        File.SetLastWriteTimeUtc(path, date);

        var after = FileIdentity.Of(path)!.Value;
        after.Modified.Should().Be(before!.Value.Modified);
        after.Should().NotBe(before.Value);
    }

    [Fact]
    public async Task A_file_that_took_the_place_of_another_is_another()
    {
        var path = _folder.Write("a", "text");
        var date = File.GetLastWriteTimeUtc(path);
        var before = FileIdentity.Of(path);
        await Task.Delay(30, TestContext.Current.CancellationToken);
        var other = _folder.Write("b", "tEXT");
        File.SetLastWriteTimeUtc(other, date);
        File.Move(other, path, overwrite: true);

        FileIdentity.Of(path).Should().NotBe(before);
    }

    [Fact]
    public void Links_folders_and_what_is_not_there_have_none()
    {
        var path = _folder.Write("a", "text");
        var link = File.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), path).FullName;

        FileIdentity.Of(link).Should().BeNull();
        FileIdentity.Of(_folder.Path).Should().BeNull();
        FileIdentity.Of(Path.Combine(_folder.Path, "none")).Should().BeNull();
    }
}
