using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using DatasetGuard.Tests;

namespace DatasetGuard.Cli.Tests;

/// <summary>The tool as a process of its own: what only signals and real streams show.</summary>
public sealed partial class ProcessTests
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    /// <summary>How often scans are killed in a test: a few times, unless DATASETGUARD_KILLS asks for more.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("DATASETGUARD_KILLS") ?? "4", CultureInfo.InvariantCulture);

    /// <summary>
    /// What the largest picture may hold at 40 megapixels, which is decoded alone, and the runtime with what it has not yet given back.
    /// </summary>
    private const long LargestPeak = (8L * 40_000_000) + (256L << 20);

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
    public async Task A_signal_ends_a_scan_that_hangs_with_130_and_without_a_report(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        using var folder = new TemporaryFolder();
        using var process = await StartHangingScan(folder);

        Kill(process.Id, signal).Should().Be(0);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.End, TestContext.Current.CancellationToken);

        process.ExitCode.Should().Be(130);
        Path.Exists(folder.File("out")).Should().BeFalse();
        (await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).Should().Be("error: cancelled before the end; there is no result.\n");
    }

    [Fact]
    public async Task Ctrl_C_ends_a_scan_that_computes_with_130_and_without_a_report()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var images = SharedData.File("cifar10-test.tar");
        using var folder = new TemporaryFolder();
        using var process = Start("scan", images, "--output", folder.File("out"), "-v");

        // With -v the first stage is told when it is over: the next one is computing then.
        (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken)).Should().StartWith("Reading and decoding");
        Kill(process.Id, SigInt).Should().Be(0);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.Should().Be(130);
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

    [Fact]
    public async Task A_scan_that_is_killed_at_any_moment_leaves_old_reports_or_new_ones_and_the_next_is_right()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are needed.");
        using var folder = new TemporaryFolder();
        ImageFolders.Draw(folder.File("data"), perClass: 40);
        string[] command = ["scan", folder.File("data"), "--output", folder.File("out"), "--clean-to", folder.File("clean")];
        (await new Cli().RunAsync(command)).Code.Should().Be(0);
        var expected = Contents(folder.File("out"));
        var random = new Random(13);
        for (var i = 0; i < Kills; i++)
        {
            Directory.Delete(folder.File("clean"), recursive: true);
            using var process = Start(command);
            await Task.Delay(random.Next(100, 1000), TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Contents(folder.File("out")).Should().Equal(expected);
            if (Directory.Exists(folder.File("clean")))
                Directory.GetFiles(folder.File("clean"), "*", SearchOption.AllDirectories).Should().HaveCount(120);
            else
                Directory.CreateDirectory(folder.File("clean"));
        }

        Directory.Delete(folder.File("clean"), recursive: true);
        (await new Cli().RunAsync(command)).Code.Should().Be(0);
        Contents(folder.File("out")).Should().Equal(expected);
    }

    /// <summary>A limit on the size of files is what a full disk is to a process, and needs no disk.</summary>
    [Theory]
    [InlineData("temporary folder", 16)]
    [InlineData("--output", 600)]
    [InlineData("--clean-to", 900)]
    public async Task A_full_disk_is_told_with_3_and_nothing_half_is_left(string place, int kibibytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs bash and its limits.");
        using var folder = new TemporaryFolder();
        ImageFolders.Draw(folder.File("data"), perClass: 40);
        if (place == "--clean-to")
            File.WriteAllBytes(folder.File("data/cat/large.ppm"), [.. "P6 600 600 255\n"u8, .. new byte[600 * 600 * 3]]);
        if (place == "--output")
            WriteLongNames(folder.File("data"));

        var start = new ProcessStartInfo("bash", ["-c", $"trap '' XFSZ; ulimit -f {kibibytes}; exec dotnet exec \"$@\"", "bash", Path.Combine(AppContext.BaseDirectory, "datasetguard.dll"), "scan", folder.File("data"), .. place[0] == '-' ? [place, folder.File("new")] : Array.Empty<string>()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.Should().Be(3, error + await output);
        error.Should().Contain("error: ").And.NotContain("fault of datasetguard");
        (Directory.Exists(folder.File("new")) ? Directory.GetFiles(folder.File("new")) : []).Should().BeEmpty();
        Directory.GetFileSystemEntries(folder.Path, "*.partial").Should().BeEmpty();
    }

    [Fact]
    public async Task A_full_stdout_is_told_with_3()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full.");
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", "exec dotnet exec \"$0\" rules > /dev/full", Path.Combine(AppContext.BaseDirectory, "datasetguard.dll")]) { UseShellExecute = false, RedirectStandardError = true })!;

        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.Should().Be(3);
        error.Should().StartWith("error: No space left on device");
    }

    [Fact]
    public async Task The_worst_images_cost_no_more_than_the_limits_allow()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc.");
        var images = SharedData.File("badimages");
        using var folder = new TemporaryFolder();
        Bombs.Write(folder.File("data/bombs"));
        foreach (var file in Directory.GetFiles(images))
            File.Copy(file, folder.File($"data/bombs/{Path.GetFileName(file)}"));

        File.WriteAllText(folder.File("limits.yaml"), "limits: { maxPixels: 40000000 }\n");
        using var process = Start("scan", folder.File("data"), "--config", folder.File("limits.yaml"), "--fail-on", "none", "--jobs", "2", "--disable", "DG2201", "--disable", "DG2202", "--disable", "DG2203");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var peak = 0L;
        while (!process.HasExited)
        {
            process.Refresh();
            peak = Math.Max(peak, process.PeakWorkingSet64);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        process.ExitCode.Should().Be(0, await error);
        (await output).Should().Contain("DG1003");
        peak.Should().BeInRange(30L << 20, LargestPeak);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_dataset_that_may_only_be_read_is_scanned_and_stays_as_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights are others there.");
        using var folder = new TemporaryFolder();
        ImageFolders.Draw(folder.File("data"), perClass: 10);
        string[] folders = [folder.File("data"), .. Directory.GetDirectories(folder.File("data"))];
        Protect(folders, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var before = Times(folder.File("data"));

        // Rights do not hold everybody back; that nothing was written to is seen without them.
        using var process = Start("scan", folder.File("data"), "--output", folder.File("out"), "--cache", folder.File("cache"), "--clean-to", folder.File("clean"));
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.Should().Be(0, error);
        Times(folder.File("data")).Should().Equal(before);
        Directory.GetFiles(folder.File("clean"), "*", SearchOption.AllDirectories).Should().HaveCount(30);
        Protect(folders, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [UnsupportedOSPlatform("windows")]
    private static void Protect(string[] folders, UnixFileMode mode) => Array.ForEach(folders, folder => File.SetUnixFileMode(folder, mode));

    private static Dictionary<string, DateTime> Times(string folder) =>
        Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder).ToDictionary(path => path, File.GetLastWriteTimeUtc);

    private static Dictionary<string, string> Contents(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".unfinished", StringComparison.Ordinal)).ToDictionary(path => path, File.ReadAllText);

    /// <summary>Names that make the reports longer than the pixels.</summary>
    private static void WriteLongNames(string folder)
    {
        for (var i = 0; i < 2500; i++)
            File.WriteAllText(Path.Combine(folder, "cat", $"{new string('n', 200)}{i}.png"), "");
    }

    [Fact]
    public async Task Scans_that_are_killed_at_any_moment_leave_a_cache_that_the_next_one_can_use()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are needed.");
        using var folder = new TemporaryFolder();
        ImageFolders.Draw(folder.File("data"), perClass: 40);
        var expected = await Read(StartCached(folder, "--no-cache"));
        var random = new Random(3);
        for (var i = 0; i < Kills; i++)
        {
            using var process = StartCached(folder, "--cache", folder.File("cache"));
            await Task.Delay(random.Next(50, 900), TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        (await Read(StartCached(folder, "--cache", folder.File("cache")))).Should().Be(expected);
        (await Read(StartCached(folder, "--cache", folder.File("cache")))).Should().Be(expected);
    }

    [Fact]
    public async Task Two_processes_share_one_cache_at_once()
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Draw(folder.File("data"), perClass: 40);
        var expected = await Read(StartCached(folder, "--no-cache"));

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Read(StartCached(folder, "--cache", folder.File("cache")))));

        both.Should().Equal(expected, expected);
    }

    private static Process StartCached(TemporaryFolder folder, params string[] cache) =>
        Start(["scan", folder.File("data"), "--format", "json", "--disable", "DG2201", "--disable", "DG2202", "--disable", "DG2203", .. cache]);

    private static async Task<string> Read(Process process)
    {
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            (await error).Should().NotContain("cache");
            process.ExitCode.Should().Be(0, await error);
            return output;
        }
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
