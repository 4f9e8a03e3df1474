using DatasetGuard.Learning.Runtime;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Runtime;

public sealed class LibTorchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("datasetguard-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_loads_and_computes()
    {
        LibTorch.EnsureLoaded();
        LibTorch.EnsureLoaded();

        using var scope = torch.NewDisposeScope();
        var product = torch.tensor(new float[,] { { 1, 2 }, { 3, 4 } }).matmul(torch.tensor(new float[,] { { 5 }, { 6 } }));

        product.data<float>().ToArray().Should().Equal(17, 39);
        torch.get_num_threads().Should().Be(1);
    }

    [Fact]
    public void Many_threads_may_ask_for_it_at_once()
    {
        Parallel.For(0, 8, _ => LibTorch.EnsureLoaded());

        torch.get_num_threads().Should().Be(1);
    }

    [Fact]
    public void What_is_missing_is_said_in_one_line_with_the_place_and_the_cure()
    {
        var load = () => LibTorch.Load(_folder, _folder);

        load.Should().Throw<BackendUnavailableException>().Which.Message.Should()
            .StartWith("libtorch is missing: ").And.Contain("LibTorchSharp").And.Contain($"'{_folder}'").And.Contain("native").And.Contain("Install").And.NotContain("\n");
        Directory.EnumerateFileSystemEntries(_folder).Should().BeEmpty("nothing is copied about");
    }

    [Fact]
    public void A_library_that_is_none_is_said_in_one_line()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The names of the libraries differ.");
        foreach (var name in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so", "libLibTorchSharp.so"])
            File.WriteAllText(Path.Combine(_folder, name), "no library");

        var load = () => LibTorch.Load(_folder, _folder);

        load.Should().Throw<BackendUnavailableException>().Which.Message.Should()
            .StartWith("libtorch does not load: ").And.Contain("libc10.so").And.Contain("Reinstall").And.NotContain("\n");
    }

    [Fact]
    public void The_adapted_copy_is_made_once_and_shared()
    {
        var library = Natives.TorchSharp();

        var first = LibTorch.WeakenedCopy(library, _folder);
        var written = File.GetLastWriteTimeUtc(first);
        var second = LibTorch.WeakenedCopy(library, _folder);

        second.Should().Be(first);
        File.GetLastWriteTimeUtc(second).Should().Be(written);
        Files().Should().Equal(first);
    }

    [Fact]
    public void An_adapted_copy_that_was_damaged_is_made_again()
    {
        var library = Natives.TorchSharp();
        var copy = LibTorch.WeakenedCopy(library, _folder);
        var good = File.ReadAllBytes(copy);
        File.WriteAllBytes(copy, good[..1000]);

        LibTorch.WeakenedCopy(library, _folder).Should().Be(copy);

        File.ReadAllBytes(copy).AsSpan().SequenceEqual(good).Should().BeTrue();
    }

    [Fact]
    public void Scans_that_start_together_share_one_whole_copy()
    {
        var library = Natives.TorchSharp();
        var copies = new string[6];

        Parallel.For(0, copies.Length, i => copies[i] = LibTorch.WeakenedCopy(library, _folder));

        copies.Distinct(StringComparer.Ordinal).Should().ContainSingle();
        Files().Should().Equal(copies[0]);
        new FileInfo(copies[0]).Length.Should().Be(new FileInfo(library).Length);
    }

    [Fact]
    public void A_cache_folder_that_cannot_be_written_is_said_in_one_line_with_the_cure()
    {
        var library = Natives.TorchSharp();
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "in the way");

        var copy = () => LibTorch.WeakenedCopy(library, Path.Combine(file, "cache"));

        copy.Should().Throw<BackendUnavailableException>().Which.Message.Should().Contain("XDG_CACHE_HOME").And.Contain(file).And.NotContain("\n");
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories);
}
