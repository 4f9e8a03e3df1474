using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class ImageFolderReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_folder_is_the_class()
    {
        _folder.Write("dog/2.png", Pictures.Png());
        _folder.Write("cat/1.png", Pictures.Png());
        _folder.Write("cat/deeper/3.png", Pictures.Png());

        var dataset = Reading.Load(_folder.Path);

        dataset.Samples.Select(sample => $"{sample.Id}={dataset.ClassOf(sample)}").Should().Equal("cat/1.png=cat", "cat/deeper/3.png=cat", "dog/2.png=dog");
        dataset.Splits.Should().BeEmpty();
    }

    [Fact]
    public void Folders_named_as_splits_are_splits()
    {
        _folder.Write("train/cat/1.png", Pictures.Png());
        _folder.Write("Val/cat/2.png", Pictures.Png());
        _folder.Write("test/dog/3.png", Pictures.Png());

        var dataset = Reading.Load(_folder.Path);

        dataset.Classes.Should().Equal("cat", "dog");
        dataset.Samples.Select(sample => dataset.Splits[sample.SplitIndex]).Should().Equal("validation", "test", "train");
    }

    [Fact]
    public void A_stray_file_in_a_split_hides_neither_splits_nor_classes()
    {
        _folder.Write("train/cat/1.png", Pictures.Png());
        _folder.Write("train/stray.png", Pictures.Png());
        _folder.Write("top.png", Pictures.Png());

        var dataset = Reading.Load(_folder.Path);

        dataset.Classes.Should().Equal("cat");
        dataset.Samples.Select(sample => dataset.ClassOf(sample)).Should().Equal(null, "cat", null);
    }

    [Fact]
    public void Documents_and_hidden_files_are_counted_and_left_out()
    {
        _folder.Write("cat/1.png", Pictures.Png());
        _folder.Write("cat/.DS_Store", "x");
        _folder.Write(".git/objects/00/abcdef", "x");
        _folder.Write("cat/Thumbs.db", "x");
        _folder.Write("README.md", "x");

        var dataset = Reading.Load(_folder.Path);

        dataset.Samples.Should().ContainSingle().Which.Id.Should().Be("cat/1.png");
        dataset.Ignored.Should().Be(4);
    }

    [Fact]
    public void Hidden_images_are_read_as_training_code_does()
    {
        foreach (var name in (string[])["train/cat/1.png", "test/dog/2.png", "train/cat/.3.png", "train/cat/.more/4.JPG", ".thumbnails/5.png", "train/.png"])
            _folder.Write(name, Pictures.Png());

        var dataset = Reading.Load(_folder.Path);

        dataset.Samples.Select(sample => $"{sample.Id}={dataset.ClassOf(sample)}").Should().Equal(
            ".thumbnails/5.png=", "test/dog/2.png=dog", "train/.png=", "train/cat/.3.png=cat", "train/cat/.more/4.JPG=cat", "train/cat/1.png=cat");
        dataset.Splits.Should().Equal("test", "train");
    }

    [Fact]
    public void What_macOS_leaves_beside_images_is_counted_and_an_image_of_such_a_name_is_read()
    {
        byte[] sidecar = [0, 5, 0x16, 7, 0, 2, 0, 0, 1, 2, 3, 4];
        _folder.Write("cat/1.png", Pictures.Png());
        _folder.Write("cat/._1.png", sidecar);
        _folder.Write("__MACOSX/cat/._1.png", sidecar);
        _folder.Write("cat/._2.png", Pictures.Png());
        _folder.Write("cat/3.png", sidecar);

        var dataset = Reading.Load(_folder.Path);

        dataset.Samples.Select(sample => (sample.Id, sample.Fault?.Kind)).Should().Equal(("cat/._2.png", null), ("cat/1.png", null), ("cat/3.png", DecodeFaultKind.Unsupported));
        (dataset.Ignored, dataset.Classes.Count).Should().Be((2, 1));
    }

    [Fact]
    public void What_macOS_leaves_is_a_fault_where_a_list_names_it()
    {
        _folder.Write("._1.png", [0, 5, 0x16, 7, 0, 2, 0, 0]);

        Reading.Load(_folder.Write("labels.csv", "path,label\n._1.png,cat\n")).Samples.Should().ContainSingle().Which.Fault!.Kind.Should().Be(DecodeFaultKind.Unsupported);
    }

    [Fact]
    public void Links_are_followed_to_files_inside_only()
    {
        using var elsewhere = new TempFolder();
        var outside = elsewhere.Write("secret.png", Pictures.Png());
        var inside = _folder.Write("cat/1.png", Pictures.Png());
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "cat/inside.png"), inside);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "cat/outside.png"), outside);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "cat/nowhere.png"), "nothing.png");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "cat/circle.png"), "circle.png");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "cat/folder"), elsewhere.Path);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "cat/loop"), _folder.Path);

        var faults = Reading.All(_folder.Path).ToDictionary(sample => sample.Id, sample => sample.Fault()?.Kind);

        faults.Should().BeEquivalentTo(new Dictionary<string, DecodeFaultKind?>
        {
            ["cat/1.png"] = null,
            ["cat/inside.png"] = null,
            ["cat/outside.png"] = DecodeFaultKind.UnsafePath,
            ["cat/nowhere.png"] = DecodeFaultKind.UnsafePath,
            ["cat/circle.png"] = DecodeFaultKind.Unreadable,
            ["cat/folder"] = DecodeFaultKind.UnsafePath,
            ["cat/loop"] = DecodeFaultKind.UnsafePath,
        });
    }

    [Fact]
    public void A_root_that_is_a_link_is_followed()
    {
        using var elsewhere = new TempFolder();
        _folder.Write("cat/1.png", Pictures.Png());
        var link = Path.Combine(elsewhere.Path, "data");
        Directory.CreateSymbolicLink(link, _folder.Path);

        Reading.Load(link).Samples.Should().ContainSingle().Which.Fault.Should().BeNull();
    }

    [Fact]
    public void A_pipe_is_a_fault_and_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no named pipes in folders.");
        _folder.Make("cat");
        _ = MakePipe(Path.Combine(_folder.Path, "cat/pipe.png"), 0x1B4).Should().Be(0);

        Reading.All(_folder.Path).Should().ContainSingle().Which.Fault()!.Kind.Should().Be(DecodeFaultKind.Empty);
    }

    [Fact]
    public void A_name_that_is_no_text_is_a_fault()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names are text here.");
        _folder.Make("cat");
        var handle = Create([.. System.Text.Encoding.UTF8.GetBytes(_folder.Path + "/cat/"), 0xFF, 0xFE, (byte)'.', (byte)'p', (byte)'n', (byte)'g', 0], 0x1B4);
        Assert.SkipUnless(handle >= 0, "The file system refuses such names.");

        var sample = Reading.All(_folder.Path).Should().ContainSingle().Which;

        sample.Fault()!.Kind.Should().Be(DecodeFaultKind.Unreadable);
        _ = Delete([.. System.Text.Encoding.UTF8.GetBytes(_folder.Path + "/cat/"), 0xFF, 0xFE, (byte)'.', (byte)'p', (byte)'n', (byte)'g', 0]);
    }

    [Fact]
    public void Names_with_line_breaks_and_escapes_are_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such names are refused by the system.");
        _folder.Write("c\u001b[31mat/x\n::error::y.png", Pictures.Png());

        Reading.Load(_folder.Path).Samples.Should().ContainSingle().Which.Fault.Should().BeNull();
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_that_may_not_be_read_ends_the_reading()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Rights do not hold this user back.");
        _folder.Write("cat/1.png", Pictures.Png());
        var closed = _folder.Make("x\n::error::dog");
        File.SetUnixFileMode(closed, UnixFileMode.None);

        var message = Reading.Refusal(_folder.Path);

        message.Should().Contain("x\\u000A::error::dog").And.Contain("cannot be read");
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_may_not_be_read_is_a_fault_without_the_path_of_this_machine()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Rights do not hold this user back.");
        File.SetUnixFileMode(_folder.Write("cat/1.png", Pictures.Png()), UnixFileMode.None);

        Reading.Load(_folder.Path).Samples[0].Fault.Should().Be(new DecodeFault(DecodeFaultKind.Unreadable, "access is denied"));
    }

    [Fact]
    public void Folders_that_never_end_are_refused()
    {
        _folder.Write(string.Concat(Enumerable.Repeat("d/", 40)) + "1.png", Pictures.Png());

        Reading.Refusal(_folder.Path).Should().Contain("32 folders deep");
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "creat")]
    private static extern int Create(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "unlink")]
    private static extern int Delete(byte[] path);
}
