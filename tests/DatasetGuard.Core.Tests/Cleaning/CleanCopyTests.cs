using System.Diagnostics;
using System.Formats.Tar;
using CsCheck;
using DatasetGuard.Core.Cleaning;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Datasets;

namespace DatasetGuard.Core.Tests.Cleaning;

[Collection(nameof(FullDevice))]
public sealed class CleanCopyTests : IDisposable
{
    private static readonly string[] Words = ["cat", "train", "test", "val", "a", "A", "1.png", "x.txt", "a|", "a?"];

    private readonly TempFolder _folder = new();

    private string Data => At("data");

    private string Clean => At("clean");

    public void Dispose() => _folder.Dispose();

    private string At(string name) => Path.Combine(_folder.Path, name);

    [Fact]
    public void What_was_not_flagged_is_copied_byte_for_byte_under_its_own_name_and_the_source_stays()
    {
        Draw("train/cat/1.png", "train/cat/deep/2.jpg", "train/dog/3.png", "test/cat/4.png", "test/dog/5.png");
        _folder.Write("data/train/cat/broken.png", [1, 2, 3]);
        var before = Files(Data);

        var report = new Cleaned(Data) { IsFlagged = sample => sample.Id.EndsWith("3.png", StringComparison.Ordinal) }.To(Clean);

        Files(Clean).Should().Equal(before.Where(file => !file.Key.Contains("3.png", StringComparison.Ordinal) && !file.Key.Contains("broken", StringComparison.Ordinal)).ToDictionary());
        Files(Data).Should().Equal(before);
        (report.Written, report.Quarantined, report.Uncopied).Should().Be((4, 2, 0));
        report.LostClasses.Should().BeEmpty();
        Directory.GetFileSystemEntries(_folder.Path).Should().HaveCount(2, "nothing unfinished is left beside it");
    }

    [Fact]
    public void A_class_that_loses_all_its_images_is_told()
    {
        Draw("cat/1.png", "dog/2.png");

        new Cleaned(Data) { IsFlagged = sample => sample.Id.StartsWith("dog", StringComparison.Ordinal) }.To(Clean).LostClasses.Should().Equal("dog");
    }

    [Fact]
    public async Task Every_kind_of_dataset_reads_from_its_copy_as_it_was()
    {
        var (number, copied) = (0, 0);
        foreach (var seed in await DatasetSeeds.AllAsync(Pictures.Png()))
        {
            number++;
            foreach (var (name, bytes) in seed.Files)
                _folder.Write($"{number}/{name}", bytes);

            var source = At($"{number}/{seed.Files[0].Name}");
            var cleaned = new Cleaned(source);
            if (seed.HoldsVectors)
            {
                FluentActions.Invoking(() => CleanCopy.Check(At($"clean-{number}"), new CleanSource([source], "auto", new ScanOptions()))).Should().Throw<CleanTargetException>("before the scan").WithMessage("*quarantine.csv*");
                continue;
            }

            if (cleaned.TryTo(At($"clean-{number}")) is null)
                continue;

            copied++;
            var scanned = cleaned.Result!.Dataset;
            var kept = scanned.Samples.Where(sample => sample.Fault is null).ToList();
            var withSplits = kept.TrueForAll(sample => sample.ClassIndex < 0 || sample.SplitIndex >= 0);
            Cleaned.Contents(At($"clean-{number}"), withSplits).Should().Equal(Cleaned.Contents(kept, scanned, withSplits).Select(line => line.Replace('"', '_')), seed.Format);
        }

        copied.Should().BeGreaterThan(9);
    }

    [Fact]
    public void Names_that_are_no_names_for_files_become_safe_ones_and_stay_apart()
    {
        const string Bidi = "\u202Egnp";
        WriteTar(At("data.tar"), ("cat/a:b.png", 1), ("cat/a?b.png", 2), ("c\nat/=cmd.png", 3), ($"cat/{Bidi}.png", 4), ("cat/x.png", 5), ("cat/x.png", 6), ("c|at/CON.png", 7), ("c?at/.hidden/1.png", 8));

        new Cleaned(At("data.tar")).To(Clean);

        Files(Clean).Keys.Should().BeEquivalentTo("cat/a_b.png", "cat/a_b_2.png", "c_at/=cmd.png", "cat/_gnp.png", "cat/x.png", "cat/x_2.png", "c_at_3/_CON.png", "c_at_2/_hidden/1.png");
    }

    [Fact]
    public void An_unsafe_name_that_the_user_accepts_is_not_followed()
    {
        Draw("cat/1.png", "dog/2.png");
        _folder.Write("outside.png", Pictures.Png(seed: 9));
        _folder.Write("data/labels.csv", "path,label\ncat/1.png,cat\n../outside.png,cat\nnone.png,cat\n"u8.ToArray());

        var report = new Cleaned(At("data/labels.csv")) { Disabled = ["DG1001", "DG1004"] }.To(Clean);

        Files(Clean).Keys.Should().Equal("cat/1.png");
        (report.Written, report.Quarantined, report.Uncopied).Should().Be((1, 0, 2));
    }

    [Fact]
    public void Several_roots_go_into_one_folder_by_their_splits()
    {
        Draw("train/cat/1.png", "test/cat/1.png");

        new Cleaned(At("data/train"), At("data/test")).To(Clean);

        Files(Clean).Keys.Should().BeEquivalentTo("train/cat/1.png", "test/cat/1.png");
    }

    [Theory]
    [InlineData("other bytes", "'cat/1.png' has other bytes")]
    [InlineData("gone", "'cat/1.png' is no longer there")]
    [InlineData("new", "'cat/2.png' was not there")]
    [InlineData("folder", "'cat/1.png' is no longer there")]
    [InlineData("pipe", "'cat/1.png' can no longer be read")]
    [InlineData("link", "'cat/1.png' can no longer be read")]
    public void What_changed_since_the_scan_is_an_error_and_nothing_is_written(string change, string message)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && change is "pipe" or "link", "Windows has neither.");
        Draw("cat/1.png", "dog/2.png");
        var file = At("data/cat/1.png");
        var cleaned = new Cleaned(Data) { AfterScan = () => Change(file, change) };

        var write = () => cleaned.To(Clean);

        write.Should().Throw<DatasetException>().WithMessage($"*{message}. The clean copy is not written;*");
        Directory.GetFileSystemEntries(_folder.Path).Should().Equal(Data);
    }

    [Fact]
    public void What_changed_and_is_left_out_anyway_does_not_matter()
    {
        Draw("cat/1.png", "dog/2.png");
        var cleaned = new Cleaned(Data) { IsFlagged = sample => sample.Id == "cat/1.png", AfterScan = () => Change(At("data/cat/1.png"), "other bytes") };

        cleaned.To(Clean).Written.Should().Be(1);
    }

    [Theory]
    [InlineData("data/clean", "*lies in the dataset*")]
    [InlineData("link/clean", "*lies in the dataset*")]
    [InlineData("data", "*is not empty*")]
    [InlineData("full", "*is not empty*")]
    [InlineData("full/file", "*is a file*")]
    [InlineData("clean.jsonl", "*ends in .csv*")]
    [InlineData("data/clean.csv", "*lies in the dataset*")]
    [InlineData("full/list.csv", "*is there already*")]
    [InlineData("none/list.csv", "*is not there*")]
    [InlineData("full/new.csv", "*do not lie below the folder of*")]
    public void A_place_that_is_taken_or_cannot_hold_it_is_refused(string target, string message)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        Draw("cat/1.png", "dog/2.png");
        _folder.Write("full/file", [1]);
        _folder.Write("full/list.csv", [1]);
        Directory.CreateSymbolicLink(At("link"), Data);
        var before = Files(_folder.Path);

        var write = () => new Cleaned(Data).To(At(target));

        write.Should().Throw<CleanTargetException>().WithMessage(message);
        Files(_folder.Path).Should().Equal(before);
    }

    [Fact]
    public void Where_nothing_is_left_nothing_is_written()
    {
        Draw("cat/1.png");

        new Cleaned(Data) { IsFlagged = _ => true }.To(Clean).Written.Should().Be(0);

        Directory.GetFileSystemEntries(_folder.Path).Should().Equal(Data);
    }

    [Fact]
    public void An_incomplete_scan_has_no_clean_copy()
    {
        var result = Reports.Results.Crashed("x");

        var write = () => CleanCopy.Write(result, new CleanSource([Data], "auto", new ScanOptions()), Clean, SilentProgress.Instance, CancellationToken.None);

        write.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_cancelled_copy_leaves_nothing_behind()
    {
        Draw("cat/1.png", "dog/2.png", "dog/3.png");
        using var source = new CancellationTokenSource();

        var write = () => new Cleaned(Data) { Progress = new CancelAfter(source, 2) }.To(Clean, source.Token);

        write.Should().Throw<OperationCanceledException>();
        Directory.GetFileSystemEntries(_folder.Path).Should().Equal(Data);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told()
    {
        Draw("cat/1.png");
        _folder.Write("taken", [1]);

        var write = () => new Cleaned(Data).To(At("taken/clean"));

        write.Should().Throw<ReportException>().WithMessage("The clean copy cannot be written to*name another place.");
    }

    [Fact]
    public void A_manifest_names_what_stays_from_its_own_folder()
    {
        Draw("train/cat/1.png", "train/dog/=2.png", "test/cat/3.png", "test/dog/4.png");

        new Cleaned(Data) { IsFlagged = sample => sample.Id == "test/dog/4.png" }.To(At("clean.csv"));

        File.ReadAllText(At("clean.csv")).Should().Be("path,label,split\ndata/test/cat/3.png,cat,test\ndata/train/cat/1.png,cat,train\ndata/train/dog/=2.png,dog,train\n");
    }

    [Fact]
    public void A_manifest_of_a_manifest_keeps_labels_and_splits_and_lies_beside_it()
    {
        Draw("=1.png", "2.png");
        _folder.Write("data/labels.csv", "path,label,split\n=1.png,-1,train\n2.png,\"a, \"\"b\"\"\",\n2.png,c,x\n"u8.ToArray());
        var cleaned = new Cleaned(At("data/labels.csv"));

        cleaned.To(At("data/clean.csv"));

        File.ReadAllText(At("data/clean.csv")).Should().Be("path,label,split\n./=1.png,-1,train\n2.png,\"a, \"\"b\"\"\",\n2.png,c,x\n");
        Cleaned.Contents(At("data/clean.csv")).Should().Equal(Cleaned.Contents(cleaned.Result!.Dataset.Samples, cleaned.Result.Dataset));
    }

    [Fact]
    public void A_manifest_on_a_full_disk_is_told_and_not_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full.");
        Draw("cat/1.png");
        File.CreateSymbolicLink(At("clean.csv.unfinished"), "/dev/full");

        var write = () => new Cleaned(Data).To(At("clean.csv"));

        write.Should().Throw<ReportException>().WithMessage("The clean copy cannot be written to*No space left on device*");
        Directory.GetFileSystemEntries(_folder.Path).Should().Equal(Data);
    }

    [Theory]
    [InlineData("=cmd()", "1.png")]
    [InlineData("@x", "1.png")]
    [InlineData("cat", "a\\b.png")]
    public void A_manifest_that_would_say_something_else_is_refused(string label, string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No file has such a name there.");
        Draw($"{label}/{name}", "dog/2.png");

        var write = () => new Cleaned(Data).To(At("clean.csv"));

        write.Should().Throw<CleanTargetException>().WithMessage("A manifest cannot name*Give --clean-to a folder.");
        Directory.GetFileSystemEntries(_folder.Path).Should().Equal(Data);
    }

    [Fact]
    public void Images_in_an_archive_cannot_be_named_by_a_manifest()
    {
        WriteTar(At("data.tar"), ("cat/1.png", 1));

        var write = () => new Cleaned(At("data.tar")).To(At("clean.csv"));

        write.Should().Throw<CleanTargetException>().WithMessage("The images of '*data.tar' are no files of their own*");
    }

    [Fact]
    public void Any_folders_read_from_the_copy_as_they_did_in_the_dataset()
    {
        var part = Gen.Int[0, Words.Length - 1].Select(i => Words[i]);
        var number = 0;
        Gen.Select(part.Array[1, 4], part).Array[1, 6].Sample(
            files =>
            {
                var root = $"{Interlocked.Increment(ref number)}";
                WriteTar(At($"{root}.tar"), [.. files.Select((file, i) => ($"{string.Join('/', file.Item1)}/{file.Item2}.png", i))]);
                var cleaned = new Cleaned(At($"{root}.tar"));
                if (cleaned.TryTo(At($"{root}-clean")) is null)
                    return;

                var dataset = cleaned.Result!.Dataset;
                Cleaned.Contents(At($"{root}-clean")).Select(Safe).Order(StringComparer.Ordinal)
                    .Should().Equal(Cleaned.Contents(dataset.Samples.Where(sample => sample.Fault is null), dataset).Select(Safe).Order(StringComparer.Ordinal));
            },
            iter: 60,
            threads: 1);

        static string Safe(string line) => line.Replace("a?", "a_").Replace("a|", "a_").Replace("a__2", "a_");
    }

    private void Draw(params string[] names)
    {
        for (var i = 0; i < names.Length; i++)
            _folder.Write($"data/{names[i]}", names[i].EndsWith(".jpg", StringComparison.Ordinal) ? Pictures.Jpeg(seed: i) : Pictures.Png(seed: i));
    }

    private static void WriteTar(string path, params (string Name, int Seed)[] members)
    {
        using var file = File.Create(path);
        using var tar = new TarWriter(file, TarEntryFormat.Pax);
        foreach (var (name, seed) in members)
        {
            using var data = new MemoryStream(Pictures.Png(seed: seed));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
        }
    }

    private static Dictionary<string, string> Files(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), path => Convert.ToHexString(File.ReadAllBytes(path)));

    private static void Change(string file, string how)
    {
        if (how == "new")
        {
            File.Copy(file, Path.Combine(Path.GetDirectoryName(file)!, "2.png"));
            return;
        }

        File.Delete(file);
        if (how == "other bytes")
            File.WriteAllBytes(file, Pictures.Png(seed: 99));
        else if (how == "folder")
            Directory.CreateDirectory(file);
        else if (how == "pipe")
        {
            using var process = Process.Start("mkfifo", file);
            process.WaitForExit();
        }
        else if (how == "link")
            File.CreateSymbolicLink(file, "/dev/zero");
    }

    private sealed class CancelAfter(CancellationTokenSource source, int steps) : IScanProgress
    {
        private int _left = steps;

        public void Begin(string name, long? total)
        {
        }

        public void Advance(long steps)
        {
            if (--_left == 0)
                source.Cancel();
        }
    }
}
