using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using DatasetGuard.Tests;

namespace DatasetGuard.Cli.Tests;

/// <summary>The tool as a process of its own: what only signals and real streams show.</summary>
public sealed partial class ProcessTests
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    [Fact]
    public async Task The_process_returns_the_exit_code_and_keeps_the_streams_apart()
    {
        using var process = Start("scna");

        var (output, error) = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.Should().Be(2);
        output.Should().BeEmpty();
        error.Should().StartWith("error: 'scna' is not a command.");
    }

    /// <summary>An archive that is padded with holes holds the reader up for long.</summary>
    [Theory]
    [InlineData(SigInt)]
    [InlineData(SigTerm)]
    public async Task A_signal_ends_a_scan_that_hangs_with_130_in_two_seconds_and_without_a_report(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        using var folder = new TemporaryFolder();
        using var process = await StartHangingScan(folder);

        var watch = Stopwatch.StartNew();
        Kill(process.Id, signal).Should().Be(0);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        process.ExitCode.Should().Be(130);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2));
        Path.Exists(folder.File("out")).Should().BeFalse();
        (await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).Should().Be("error: cancelled before the end; there is no result.\n");
    }

    [Fact]
    public async Task Ctrl_C_ends_a_scan_that_computes_with_130_in_two_seconds_and_without_a_report()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var images = SharedData.File("cifar10-test.tar");
        using var folder = new TemporaryFolder();
        using var process = Start("scan", images, "--output", folder.File("out"), "-v");

        // With -v the first stage is told when it is over: the next one is computing then.
        (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken)).Should().StartWith("Reading and decoding");
        var watch = Stopwatch.StartNew();
        Kill(process.Id, SigInt).Should().Be(0);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.Should().Be(130);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2));
        Path.Exists(folder.File("out")).Should().BeFalse();
    }

    [Fact]
    public async Task A_killed_scan_leaves_nothing_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are needed.");
        using var folder = new TemporaryFolder();
        using var process = await StartHangingScan(folder);

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Directory.GetFileSystemEntries(folder.Path).Should().Equal(folder.File("data.tar"));
    }

    private static async Task<Process> StartHangingScan(TemporaryFolder folder)
    {
        WriteEndlessTar(folder.File("data.tar"));
        var process = Start("scan", folder.File("data.tar"), "--output", folder.File("out"));

        // Long enough to have come to the archive; a signal before the handlers are there would kill with its own code.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        process.HasExited.Should().BeFalse();
        return process;
    }

    /// <summary>An empty member and the end mark, padded with 80 GiB of holes, which are read through to see whether the archive goes on.</summary>
    private static void WriteEndlessTar(string path)
    {
        const long size = 80L << 30;
        using var file = File.Create(path);
        var header = new byte[512];
        "cat/1.png"u8.CopyTo(header);
        Encoding.ASCII.GetBytes("0000644\00000000\00000000\000000000000\000000000000\0        0").CopyTo(header, 100);
        Encoding.ASCII.GetBytes("ustar\000").CopyTo(header, 257);
        Encoding.ASCII.GetBytes($"{Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0')}\0 ").CopyTo(header, 148);
        file.Write(header);
        file.SetLength(size);
    }

    private static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "datasetguard.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("GITHUB_ACTIONS");
        return Process.Start(start)!;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
