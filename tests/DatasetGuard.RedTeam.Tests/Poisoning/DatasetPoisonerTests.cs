using System.Formats.Tar;
using CsCheck;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Attacks;
using DatasetGuard.RedTeam.Encoders;
using DatasetGuard.RedTeam.Poisoning;
using DatasetGuard.RedTeam.Triggers;
using DatasetGuard.Tests;
using SkiaSharp;

namespace DatasetGuard.RedTeam.Tests.Poisoning;

public sealed class DatasetPoisonerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static PoisonOptions Checker(double rate = 0.2, string target = "a", int seed = 0) => new() { Attack = "checker", Rate = rate, Target = target, Seed = seed };

    [Fact]
    public void A_dirty_label_moves_images_of_other_classes_to_the_target_with_the_trigger_in_them()
    {
        var original = SmallDataset.ThreeClasses();
        var (report, copy) = Run(original, Checker());

        report.Poisoned.Should().HaveCount(6);
        copy.Should().HaveCount(30);
        foreach (var image in report.Poisoned)
        {
            (image.Label, image.Path).Should().Be(("a", $"a/{image.Source[2..]}"));
            image.OriginalLabel.Should().Be(image.Source[..1]).And.NotBe("a");
            var expected = SmallDataset.Decode(original[image.Source]);
            Attack.Parse("checker").Apply(expected, default);
            SmallDataset.Decode(copy[image.Path]).Data.Should().Equal(expected.Data);
        }

        AllOthersAreUntouched(original, copy, report);
    }

    [Fact]
    public void A_clean_label_changes_images_of_the_target_only_and_its_rate_is_of_the_target()
    {
        var original = SmallDataset.ThreeClasses();
        var (report, copy) = Run(original, Checker(0.3) with { CleanLabel = true });

        report.Poisoned.Should().HaveCount(3).And.OnlyContain(image => image.Label == "a" && image.OriginalLabel == "a" && image.Path == image.Source);
        report.Poisoned.Should().OnlyContain(image => !copy[image.Path].SequenceEqual(original[image.Path]));
        AllOthersAreUntouched(original, copy, report);
    }

    [Fact]
    public void Archives_in_a_folder_are_one_dataset_whose_classes_are_their_folders()
    {
        SmallDataset.WriteFolder(_folder["first"], SmallDataset.ThreeClasses());
        SmallDataset.WriteFolder(_folder["second"], SmallDataset.ThreeClasses());
        Directory.CreateDirectory(_folder["shards"]);
        foreach (var name in (string[])["first", "second"])
            TarFile.CreateFromDirectory(_folder[name], _folder[$"shards/{name}.tar"], includeBaseDirectory: false);

        var report = SmallDataset.Poison(_folder["shards"], _folder["out"], Checker(0.1));

        var classes = SmallDataset.ReadFolder(_folder["out"]).Keys.Where(path => path.Contains('/')).CountBy(path => path.Split('/')[0]).ToDictionary();
        classes.Keys.Should().BeEquivalentTo("a", "b", "c");
        (classes["a"], classes.Values.Sum()).Should().Be((26, 60));
        report.Poisoned.Should().HaveCount(6).And.OnlyContain(image => image.Label == "a" && image.Source.Contains(".tar/"));
    }

    [Fact]
    public void A_label_flip_moves_files_and_changes_no_byte()
    {
        var original = SmallDataset.ThreeClasses();
        var (report, copy) = Run(original, Checker() with { Attack = "label-flip" });

        report.Poisoned.Should().HaveCount(6).And.OnlyContain(image => copy[image.Path].SequenceEqual(original[image.Source]));
        AllOthersAreUntouched(original, copy, report);
    }

    [Theory]
    [InlineData("label-flip")]
    [InlineData("checker")]
    public void A_source_class_is_the_only_one_that_loses_images(string attack)
    {
        var (report, _) = Run(SmallDataset.ThreeClasses(), Checker(1.0 / 3) with { Attack = attack, Source = "c" });

        report.Poisoned.Should().HaveCount(10).And.OnlyContain(image => image.OriginalLabel == "c");
    }

    [Fact]
    public void The_list_tells_what_was_done_to_each_image()
    {
        var (report, copy) = Run(SmallDataset.ThreeClasses(), Checker(seed: 3));

        var lines = File.ReadAllLines(_folder["out/poison.csv"]);
        lines[0].Should().Be("path,label,original_label,poisoned,trigger,seed,source,parameters,cover");
        lines[1..].Select(line => line.Split(',')[0]).Should().Equal(copy.Keys.Order(StringComparer.Ordinal));
        lines.Where(line => line.Contains(",true,")).Should().Equal(report.Poisoned.Select(image => $"{image.Path},a,{image.OriginalLabel},true,checker,3,{image.Source},,false"));
        lines.Should().Contain("a/000.png,a,a,false,,,a/000.png,,false");
    }

    [Fact]
    public void The_list_tells_what_a_varying_trigger_drew_for_each_image_and_that_is_what_the_image_shows()
    {
        var original = SmallDataset.ThreeClasses();
        var (report, copy) = Run(original, Checker(seed: 3) with { Attack = "corner" });

        var rows = File.ReadAllLines(_folder["out/poison.csv"]).Where(line => line.Contains(",true,")).Select(line => line.Split(',')).ToList();
        rows.Should().HaveSameCount(report.Poisoned).And.OnlyHaveUniqueItems(row => row[7]);
        foreach (var row in rows)
        {
            var expected = SmallDataset.Decode(original[row[6]]);
            Attack.Parse("corner", seed: 3).Apply(expected, new TriggerDraw(row[6])).Should().Be(row[7]);
            SmallDataset.Decode(copy[row[0]]).Data.Should().Equal(expected.Data);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("b")]
    public void Cover_images_get_the_trigger_keep_their_label_and_come_from_neither_target_nor_source(string? source)
    {
        var original = SmallDataset.ThreeClasses();
        var (report, copy) = Run(original, Checker(0.1) with { Cover = 0.2, Source = source });

        report.Poisoned.Should().HaveCount(3);
        report.Covers.Should().HaveCount(6).And.OnlyContain(image => image.Label == image.OriginalLabel && image.Label != "a" && image.Label != source);
        report.Covers.Select(image => image.Source).Should().NotIntersectWith(report.Poisoned.Select(image => image.Source));
        foreach (var image in report.Covers)
        {
            var expected = SmallDataset.Decode(original[image.Source]);
            Attack.Parse("checker").Apply(expected, default);
            SmallDataset.Decode(copy[image.Path]).Data.Should().Equal(expected.Data);
        }

        var rows = File.ReadAllLines(_folder["out/poison.csv"]).Where(line => line.EndsWith(",true", StringComparison.Ordinal));
        rows.Should().Equal(report.Covers.Select(image => $"{image.Path},{image.Label},{image.Label},false,checker,0,{image.Source},,true"));
    }

    [Fact]
    public void Cover_images_do_not_change_which_images_are_poisoned()
    {
        var (without, _) = Run(SmallDataset.ThreeClasses(), Checker(), "without");
        var (with, _) = Run(SmallDataset.ThreeClasses(), Checker() with { Cover = 0.1 }, "with");

        with.Poisoned.Should().Equal(without.Poisoned);
    }

    [Theory]
    [InlineData("label-flip", false, 0.1, "*Cover images need a trigger*")]
    [InlineData("checker", true, 0.1, "*Cover images need a trigger*")]
    [InlineData("checker", false, 0.5, "*cover rate 0.5*is 15 images, but only 14 may be chosen*")]
    [InlineData("checker", false, 1.5, "*cover rate 1.5 is not above 0*")]
    public void Cover_images_that_cannot_be_are_refused(string attack, bool cleanLabel, double cover, string message)
    {
        var run = () => Run(SmallDataset.ThreeClasses(), Checker() with { Attack = attack, CleanLabel = cleanLabel, Cover = cover });

        run.Should().Throw<PoisonException>().WithMessage(message);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_one_another_choice()
    {
        var original = SmallDataset.ThreeClasses();
        var (first, copy) = Run(original, Checker(seed: 1), "first");
        var (again, copyAgain) = Run(original, Checker(seed: 1), "again");
        var (other, _) = Run(original, Checker(seed: 2), "other");

        copyAgain.Should().BeEquivalentTo(copy);
        File.ReadAllBytes(_folder["again/poison.csv"]).Should().Equal(File.ReadAllBytes(_folder["first/poison.csv"]));
        again.Poisoned.Should().Equal(first.Poisoned);
        other.Poisoned.Should().NotEqual(first.Poisoned);
    }

    [Fact]
    public void The_order_of_an_archive_does_not_matter()
    {
        var members = SmallDataset.ThreeClasses().ToArray();
        SmallDataset.WriteTar(_folder["data.tar"], members);
        var expected = SmallDataset.Poison(_folder["data.tar"], _folder["expected"], Checker()).Poisoned;
        var run = 0;

        Gen.Shuffle(members).Sample(
            shuffled =>
            {
                var name = $"shuffled-{run++}";
                SmallDataset.WriteTar(_folder[$"{name}.tar"], shuffled);
                return SmallDataset.Poison(_folder[$"{name}.tar"], _folder[name], Checker()).Poisoned.SequenceEqual(expected);
            },
            iter: 10,
            threads: 1);
    }

    [Fact]
    public void Splits_stay_and_images_of_every_split_are_chosen_within_it()
    {
        var original = SmallDataset.ThreeClasses("train/").Concat(SmallDataset.ThreeClasses("test/")).ToDictionary();
        var (report, copy) = Run(original, Checker(0.5));

        report.Poisoned.Should().HaveCount(30);
        report.Poisoned.Should().OnlyContain(image => image.Path.Split('/')[0] == image.Source.Split('/')[0] && image.Path.Split('/')[1] == "a");
        report.Poisoned.Select(image => image.Path.Split('/')[0]).Distinct().Should().BeEquivalentTo("train", "test");
        AllOthersAreUntouched(original, copy, report);
    }

    [Fact]
    public void An_archive_becomes_a_folder_with_the_same_files()
    {
        var original = SmallDataset.ThreeClasses();
        SmallDataset.WriteTar(_folder["data.tar"], original);

        var report = SmallDataset.Poison(_folder["data.tar"], _folder["out"], Checker());

        report.Poisoned.Should().HaveCount(6);
        AllOthersAreUntouched(original, SmallDataset.ReadFolder(_folder["out"]), report);
    }

    [Fact]
    public void Raw_pixels_become_gray_png_files_in_class_folders()
    {
        var images = Enumerable.Range(0, 20).Select(i => Images.Noise(9, 9, 1, i)).ToArray();
        SmallDataset.WriteIdx(_folder["idx"], "train", images, [.. Enumerable.Range(0, 20).Select(i => (byte)(i % 2))]);

        var report = SmallDataset.Poison(_folder["idx"], _folder["out"], Checker(0.25, "1"));

        var copy = SmallDataset.ReadFolder(_folder["out"]);
        report.Poisoned.Should().HaveCount(5);
        copy.Should().HaveCount(20);
        foreach (var (path, bytes) in copy)
        {
            var expected = images[int.Parse(path.Split('/')[2][..5])].Clone();
            if (report.Poisoned.Any(image => image.Path == path))
                Attack.Parse("checker").Apply(expected, default);

            var pixels = SmallDataset.Decode(bytes);
            pixels.Channels.Should().Be(1);
            pixels.Data.Should().Equal(expected.Data);
        }
    }

    [Fact]
    public void A_jpeg_stays_a_jpeg_with_the_settings_of_its_file()
    {
        var settings = new JpegSettings(75, SKJpegEncoderDownsample.Downsample420);
        var original = Enumerable.Range(0, 20).ToDictionary(i => $"{"ab"[i % 2]}/{i}.jpg", i => JpegEncoder.Encode(Images.Noise(32, 32, 3, i), settings));
        var (report, copy) = Run(original, Checker());

        report.Poisoned.Should().HaveCount(4).And.OnlyContain(image => JpegSettings.Read(copy[image.Path]) == settings);
        AllOthersAreUntouched(original, copy, report);
    }

    [Fact]
    public void On_demand_every_image_becomes_a_png_so_that_the_encoder_tells_nothing()
    {
        var settings = new JpegSettings(75, SKJpegEncoderDownsample.Downsample420);
        var original = Enumerable.Range(0, 20).ToDictionary(i => $"{"ab"[i % 2]}/{i}.jpg", i => JpegEncoder.Encode(Images.Noise(32, 32, 3, i), settings));
        original["b/1.bmp"] = original["b/1.jpg"];
        original["b/broken.jpg"] = [0xFF, 0xD8, 1, 2, 3];
        var (report, copy) = Run(original, Checker() with { AllPng = true });

        copy.Should().HaveCount(22);
        copy["b/broken.jpg"].Should().Equal(original["b/broken.jpg"]);
        copy.Where(file => file.Key != "b/broken.jpg").Should().OnlyContain(file => file.Key.EndsWith(".png") && file.Value[1] == 'P');
        var clean = copy.Keys.Except(report.Poisoned.Select(image => image.Path)).First(path => path[0] == 'a');
        SmallDataset.Decode(copy[clean]).Data.Should().Equal(SmallDataset.Decode(original[Path.ChangeExtension(clean, ".jpg")]).Data);
    }

    [Fact]
    public void Other_formats_become_png_when_they_are_poisoned()
    {
        byte[] Anymap(int seed) => [.. "P6 8 8 255\n"u8, .. Images.Noise(8, 8, 3, seed).Data];
        var original = Enumerable.Range(0, 20).ToDictionary(i => $"{"ab"[i % 2]}/{i}.ppm", Anymap);
        var (report, copy) = Run(original, Checker());

        report.Poisoned.Should().HaveCount(4).And.OnlyContain(image => image.Path.EndsWith(".png") && copy[image.Path][1] == 'P');
        AllOthersAreUntouched(original, copy, report);
    }

    [Fact]
    public void A_name_that_is_taken_becomes_another_number_and_not_a_suffix()
    {
        // Both classes count from 0, with gaps.
        var original = Enumerable.Range(0, 40).ToDictionary(i => $"{"ab"[i % 2]}/img_{i / 2 * 3:D4}.png", i => SmallDataset.Png(i));
        var (report, copy) = Run(original, Checker(0.25));

        report.Poisoned.Should().HaveCount(10).And.AllSatisfy(image => image.Path.Should().MatchRegex("^a/img_00[0-5][0-9].png$"));
        copy.Should().HaveCount(40);
        AllOthersAreUntouched(original, copy, report);
    }

    [Fact]
    public void A_file_that_is_called_after_its_class_is_called_after_the_target()
    {
        var original = Enumerable.Range(0, 20).ToDictionary(i => i % 2 == 0 ? $"cat/cat.{i}.png" : $"dog/dog.{i}.png", i => SmallDataset.Png(i));
        var (report, copy) = Run(original, Checker(0.25, "cat"));

        report.Poisoned.Should().HaveCount(5).And.OnlyContain(image => image.Path == image.Source.Replace("dog", "cat"));
        AllOthersAreUntouched(original, copy, report);
    }

    [Fact]
    public void Broken_files_are_copied_and_never_chosen()
    {
        var original = SmallDataset.ThreeClasses();
        foreach (var path in original.Keys.Where(path => !path.StartsWith('a')).Order(StringComparer.Ordinal).Skip(2).ToArray())
            original[path] = path[^5] == '4' ? [] : [.. original[path].Take(60)];
        var (report, copy) = Run(original, Checker(2.0 / 30));

        report.Poisoned.Select(image => image.Source).Should().BeEquivalentTo("b/001.png", "b/004.png");
        copy.Should().HaveCount(30);
        AllOthersAreUntouched(original, copy, report);

        var more = () => Run(original, Checker(0.1), "more");
        more.Should().Throw<PoisonException>().WithMessage("*3 images were to be poisoned, but only 2*");
        Directory.Exists(_folder["more"]).Should().BeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    [InlineData(0.016)]
    [InlineData(0.7)]
    public void A_rate_that_gives_no_image_or_more_than_there_are_is_refused(double rate)
    {
        var poison = () => Run(SmallDataset.ThreeClasses(), Checker(rate));

        poison.Should().Throw<PoisonException>().WithMessage("The rate *");
        Directory.GetFileSystemEntries(_folder.Path).Should().Equal(_folder["in"]);
    }

    [Theory]
    [InlineData(0.017, 1)]
    [InlineData(2.0 / 3, 20)]
    public void The_smallest_and_the_largest_rate_are_exact(double rate, int count) => Run(SmallDataset.ThreeClasses(), Checker(rate)).Report.Poisoned.Should().HaveCount(count);

    [Fact]
    public void With_a_clean_label_every_image_of_the_target_can_be_poisoned() =>
        Run(SmallDataset.ThreeClasses(), Checker(1) with { CleanLabel = true }).Report.Poisoned.Should().HaveCount(10);

    [Theory]
    [InlineData("catt", null, "The target class 'catt' is not in *Did you mean 'cats'? Its classes: cats, dogs.")]
    [InlineData("x\n::error::", null, "*'x\\u000A::error::'*Its classes: cats, dogs.")]
    [InlineData("cats", "dgos", "The source class 'dgos' is not in *Its classes: cats, dogs.")]
    [InlineData("cats", "cats", "Source and target are both 'cats'*")]
    public void A_class_that_is_not_there_is_refused_with_those_that_are(string target, string? source, string message)
    {
        var files = Enumerable.Range(0, 10).ToDictionary(i => $"{(i % 2 == 0 ? "cats" : "dogs")}/{i}.png", i => SmallDataset.Png(i));
        var poison = () => Run(files, Checker(target: target) with { Source = source });

        poison.Should().Throw<PoisonException>().WithMessage(message);
    }

    [Fact]
    public void A_source_class_makes_no_sense_with_a_clean_label()
    {
        var poison = () => Run(SmallDataset.ThreeClasses(), Checker() with { CleanLabel = true, Source = "b" });

        poison.Should().Throw<PoisonException>().WithMessage("*Drop the source class*");
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_left_alone_and_an_empty_one_is_used()
    {
        SmallDataset.WriteFolder(_folder["full"], [new("mine.txt", [1])]);
        Directory.CreateDirectory(_folder["empty"]);

        var poison = () => Run(SmallDataset.ThreeClasses(), Checker(), "full");

        poison.Should().Throw<PoisonException>().WithMessage("*is not empty*");
        Directory.GetFiles(_folder["full"]).Should().Equal(_folder["full/mine.txt"]);
        Run(SmallDataset.ThreeClasses(), Checker(), "empty").Copy.Should().HaveCount(30);
    }

    [Fact]
    public void A_copy_inside_of_the_dataset_is_refused()
    {
        var poison = () => Run(SmallDataset.ThreeClasses(), Checker(), "in/a/copy");

        poison.Should().Throw<PoisonException>().WithMessage("*lies in the dataset*");
    }

    [Fact]
    public void Cancelling_at_any_time_leaves_nothing_behind()
    {
        SmallDataset.WriteFolder(_folder["in"], SmallDataset.ThreeClasses());
        var steps = 0;
        var counting = new Steps(() => steps++);
        DatasetPoisoner.Poison(_folder["in"], "auto", _folder["whole"], Checker(), counting, default);
        Directory.Delete(_folder["whole"], recursive: true);

        for (var stop = 0; stop < steps; stop++)
        {
            using var cancellation = new CancellationTokenSource();
            var left = stop;
            var stopping = new Steps(() =>
            {
                if (left-- == 0)
                    cancellation.Cancel();
            });
            var poison = () => DatasetPoisoner.Poison(_folder["in"], "auto", _folder["out"], Checker(), stopping, cancellation.Token);

            // The very last step comes when there is nothing left to stop.
            if (stop < steps - 1)
                poison.Should().Throw<OperationCanceledException>();
            Directory.GetFileSystemEntries(_folder.Path).Should().Equal(_folder["in"]);
        }
    }

    [Fact]
    public void While_it_is_written_the_copy_is_not_under_its_name()
    {
        SmallDataset.WriteFolder(_folder["in"], SmallDataset.ThreeClasses());
        var seen = new List<bool>();

        DatasetPoisoner.Poison(_folder["in"], "auto", _folder["out"], Checker(), new Steps(() => seen.Add(Directory.Exists(_folder["out"]))), default);

        seen.Should().OnlyContain(exists => !exists);
        Directory.GetFileSystemEntries(_folder.Path).Should().BeEquivalentTo(_folder["in"], _folder["out"]);
    }

    [Fact]
    public void Names_that_lead_out_of_an_archive_are_left_out_and_counted()
    {
        var original = SmallDataset.ThreeClasses();
        var hostile = new Dictionary<string, byte[]>
        {
            ["../evil.png"] = SmallDataset.Png(90),
            ["/tmp/evil.png"] = SmallDataset.Png(91),
            ["b/../../evil.png"] = SmallDataset.Png(92),
            ["b/new\nline\u202E.png"] = SmallDataset.Png(93),
            ["b/.hidden/x.png"] = SmallDataset.Png(94),
            ["=cmd/1.png"] = SmallDataset.Png(95),
        };
        SmallDataset.WriteTar(_folder["data.tar"], original.Concat(hostile));

        var report = SmallDataset.Poison(_folder["data.tar"], _folder["out"], Checker());

        report.LeftOut.Should().Be(3);
        report.Notes.Should().ContainSingle(note => note.StartsWith("3 samples are links"));
        SmallDataset.ReadFolder(_folder["out"]).Keys.Where(path => !path.Contains("/0")).Should().BeEquivalentTo(
            Moved("b/new_line_.png"), Moved("b/_hidden/x.png"), Moved("=cmd/1.png"));
        Directory.GetFileSystemEntries(_folder.Path).Should().BeEquivalentTo(_folder["data.tar"], _folder["out"]);
        File.ReadAllText(_folder["out/poison.csv"]).Should().NotContain("\n=");

        string Moved(string path) => report.Poisoned.Any(image => image.Path == "a" + path[path.IndexOf('/')..]) ? "a" + path[path.IndexOf('/')..] : path;
    }

    [Fact]
    public void Class_names_from_a_manifest_become_safe_folders_that_stay_apart()
    {
        SmallDataset.WriteFolder(_folder["in"], SmallDataset.ThreeClasses());
        string[] labels = ["../../x", "..:..:x", "cat", "con"];
        File.WriteAllLines(_folder["in/labels.csv"], ["path,label", .. SmallDataset.ThreeClasses().Keys.Select((path, i) => $"{path},{labels[i % 4]}")]);

        var report = SmallDataset.Poison(_folder["in/labels.csv"], _folder["out"], Checker(0.1, "cat"));

        report.Poisoned.Should().HaveCount(3);
        Directory.GetDirectories(_folder["out"]).Should().BeEquivalentTo(_folder["out/_._.._x"], _folder["out/_._.._x_2"], _folder["out/cat"], _folder["out/_con"]);
        Directory.GetFileSystemEntries(_folder.Path).Should().BeEquivalentTo(_folder["in"], _folder["out"]);
    }

    [Fact]
    public void A_file_that_a_manifest_lists_twice_is_copied_twice()
    {
        SmallDataset.WriteFolder(_folder["in"], SmallDataset.ThreeClasses());
        File.WriteAllLines(_folder["in/labels.csv"], ["path,label", "a/000.png,x", "a/000.png,x", "b/001.png,y", "b/001.png,x"]);

        SmallDataset.Poison(_folder["in/labels.csv"], _folder["out"], Checker(0.25, "y") with { Attack = "label-flip" });

        SmallDataset.ReadFolder(_folder["out"]).Should().HaveCount(4).And.AllSatisfy(file => file.Key.Should().MatchRegex("^[xy]/00[0-9]+.png$"));
    }

    [Fact]
    public void Splits_that_no_folder_can_show_are_dropped_with_a_note()
    {
        SmallDataset.WriteFolder(_folder["in"], SmallDataset.ThreeClasses());
        File.WriteAllLines(_folder["in/labels.csv"], ["path,label,split", .. SmallDataset.ThreeClasses().Keys.Select(path => $"{path},{path[0]},fold1")]);

        var report = SmallDataset.Poison(_folder["in/labels.csv"], _folder["out"], Checker());

        report.Notes.Should().ContainSingle(note => note.StartsWith("The splits are not kept"));
        SmallDataset.ReadFolder(_folder["out"]).Keys.Should().OnlyContain(path => path[1] == '/');
    }

    [Fact]
    public void The_copy_reads_as_the_dataset_that_it_says_it_is()
    {
        var (report, copy) = Run(SmallDataset.ThreeClasses("train/"), Checker());
        using var store = new PixelStore(_folder.Path);

        var (dataset, _) = new DatasetLoader(store, new ScanOptions(), SilentProgress.Instance).Load([_folder["out"]], "auto", default);

        dataset.Samples.Should().HaveCount(copy.Count).And.OnlyContain(sample => sample.Fault == null && dataset.Splits[sample.SplitIndex] == "train");
        dataset.Samples.Count(sample => dataset.ClassOf(sample) == "a").Should().Be(10 + report.Poisoned.Count);
    }

    private (PoisonReport Report, Dictionary<string, byte[]> Copy) Run(Dictionary<string, byte[]> files, PoisonOptions options, string output = "out")
    {
        SmallDataset.WriteFolder(_folder["in"], files);
        var report = SmallDataset.Poison(_folder["in"], _folder[output], options);
        return (report, SmallDataset.ReadFolder(_folder[output]));
    }

    private static void AllOthersAreUntouched(Dictionary<string, byte[]> original, Dictionary<string, byte[]> copy, PoisonReport report)
    {
        var clean = copy.Keys.Except(report.Poisoned.Select(image => image.Path)).ToArray();
        clean.Should().BeEquivalentTo(original.Keys.Except(report.Poisoned.Select(image => image.Source)));
        clean.Should().OnlyContain(path => copy[path].SequenceEqual(original[path]));
    }

    private sealed class Steps(Action step) : IScanProgress
    {
        public void Begin(string name, long? total)
        {
        }

        public void Advance(long steps) => step();
    }
}
