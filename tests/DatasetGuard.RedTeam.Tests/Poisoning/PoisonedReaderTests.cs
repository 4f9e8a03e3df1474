using System.Text;
using CsCheck;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Attacks;
using DatasetGuard.RedTeam.Poisoning;
using DatasetGuard.Tests;

namespace DatasetGuard.RedTeam.Tests.Poisoning;

public sealed class PoisonedReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static PoisonOptions Options(string attack = "checker") => new() { Attack = attack, Rate = 0.2, Target = "a", Seed = 5 };

    private static PoisonedReader Open(string path, PoisonOptions options, string? labels = null)
    {
        var source = new SourceDataset(path, "auto", DecodeLimits.Default, labels);
        var list = SampleList.Read(source, SilentProgress.Instance, default);
        var attack = Attack.Parse(options.Attack, options.CleanLabel, options.Seed);
        return new PoisonedReader(source, list, options, attack, new Victims(source, list, options, attack).Choose(SilentProgress.Instance, default));
    }

    private static byte[] Bytes(RawSample sample) => sample.Content switch
    {
        SampleContent.InMemory memory => memory.Bytes.ToArray(),
        SampleContent.InFile file => File.ReadAllBytes(file.Path),
        SampleContent.Raw raw => raw.Pixels.Pixels.ToArray(),
        _ => [],
    };

    [Theory]
    [InlineData("checker", false, 0.0)]
    [InlineData("shape", false, 0.1)]
    [InlineData("noise:10", true, 0.0)]
    [InlineData("label-flip", false, 0.0)]
    public void The_same_images_are_poisoned_in_the_same_way_as_in_a_written_copy(string attack, bool cleanLabel, double cover)
    {
        var original = SmallDataset.ThreeClasses();
        SmallDataset.WriteFolder(_folder["data"], original);
        var options = Options(attack) with { CleanLabel = cleanLabel, Cover = cover };

        var report = SmallDataset.Poison(_folder["data"], _folder["copy"], options);
        var read = Open(_folder["data"], options).Read(default).ToList();

        var written = SmallDataset.ReadFolder(_folder["copy"]);
        read.Should().HaveCount(written.Count);
        read.Select(sample => $"{sample.Label} {Convert.ToHexString(Bytes(sample))}").Order(StringComparer.Ordinal)
            .Should().Equal(written.Select(file => $"{file.Key.Split('/')[0]} {Convert.ToHexString(file.Value)}").Order(StringComparer.Ordinal));
        report.Poisoned.Should().NotBeEmpty();
    }

    [Fact]
    public void Roles_name_the_poison_and_the_cover_and_the_others_stay_as_they_were()
    {
        var original = SmallDataset.ThreeClasses();
        SmallDataset.WriteFolder(_folder["data"], original);
        var reader = Open(_folder["data"], Options() with { Cover = 0.1 });

        var read = reader.Read(default).ToList();

        read.Should().OnlyHaveUniqueItems(sample => sample.Id);
        reader.Roles.Values.CountBy(role => role).Should().BeEquivalentTo(new Dictionary<PoisonRole, int> { [PoisonRole.Poison] = 6, [PoisonRole.Cover] = 3 });
        foreach (var sample in read)
        {
            switch (reader.Roles.GetValueOrDefault(sample.Id))
            {
                case PoisonRole.Clean:
                    Bytes(sample).Should().Equal(original[sample.Id]);
                    sample.Label.Should().Be(sample.Id[..1]);
                    break;
                case PoisonRole.Poison:
                    sample.Id.Should().StartWith("a/");
                    sample.Label.Should().Be("a");
                    break;
                default:
                    sample.Label.Should().Be(sample.Id[..1]).And.NotBe("a");
                    Bytes(sample).Should().NotEqual(original[sample.Id]);
                    break;
            }
        }
    }

    [Fact]
    public void An_image_that_moves_to_a_taken_name_gets_one_of_its_own()
    {
        // Every class has the files 0.png to 9.png.
        var original = Enumerable.Range(0, 30).ToDictionary(i => $"{"abc"[i % 3]}/{i / 3}.png", i => SmallDataset.Png(i));
        SmallDataset.WriteFolder(_folder["data"], original);

        var reader = Open(_folder["data"], Options());

        reader.Read(default).Should().OnlyHaveUniqueItems(sample => sample.Id).And.HaveCount(30);
        reader.Roles.Keys.Should().HaveCount(6).And.NotIntersectWith(original.Keys);
    }

    [Fact]
    public void Pixels_stay_pixels_and_labels_of_an_array_are_replaced()
    {
        var images = Enumerable.Range(0, 30).Select(i => Images.Noise(8, 8, 1, i)).ToList();
        SmallDataset.WriteIdx(_folder["data"], "train", images, [.. Enumerable.Range(0, 30).Select(i => (byte)(i % 3))]);
        var reader = Open(_folder["data"], Options() with { Target = "1" });

        var read = reader.Read(default).ToList();

        read.Should().OnlyContain(sample => sample.Content is SampleContent.Raw);
        var poison = read.Where(sample => reader.Roles.ContainsKey(sample.Id)).ToList();
        poison.Should().HaveCount(6).And.OnlyContain(sample => sample.Label == "1");
        foreach (var sample in poison)
            images.Should().NotContain(image => image.Data.SequenceEqual(Bytes(sample)));
    }

    [Fact]
    public void Labels_from_a_list_beside_the_images_are_those_that_are_poisoned()
    {
        var original = Enumerable.Range(0, 30).ToDictionary(i => $"{i:D2}.png", i => SmallDataset.Png(i));
        SmallDataset.WriteFolder(_folder["data"], original);
        File.WriteAllLines(_folder["labels.csv"], ["path,label", .. Enumerable.Range(0, 30).Select(i => $"{i:D2}.png,{"abc"[i % 3]}")]);

        var reader = Open(_folder["data"], Options(), _folder["labels.csv"]);


        reader.Read(default).Count(sample => sample.Label == "a").Should().Be(16);
    }

    [Fact]
    public void A_format_that_cannot_be_written_becomes_png_in_name_and_content()
    {
        var bitmaps = Enumerable.Range(0, 30).ToDictionary(i => $"{"abc"[i % 3]}/{i:D2}.pgm", i => (byte[])[.. "P5 8 8 255\n"u8, .. Images.Noise(8, 8, 1, i).Data]);
        SmallDataset.WriteFolder(_folder["data"], bitmaps);
        var reader = Open(_folder["data"], Options());

        var poison = reader.Read(default).Where(sample => reader.Roles.ContainsKey(sample.Id)).ToList();

        poison.Should().HaveCount(6).And.OnlyContain(sample => sample.Id.EndsWith(".png", StringComparison.Ordinal) && Encoding.ASCII.GetString(Bytes(sample), 1, 3) == "PNG");
    }

    [Fact]
    public void Samples_that_are_left_out_are_not_read()
    {
        SmallDataset.WriteFolder(_folder["data"], SmallDataset.ThreeClasses());
        var source = new SourceDataset(_folder["data"], "auto", DecodeLimits.Default);
        var list = SampleList.Read(source, SilentProgress.Instance, default);
        var reader = new PoisonedReader(source, list, Options(), Attack.Parse("checker"), new Dictionary<int, Victim>())
        {
            LeftOut = list.Samples.Take(4).Select(sample => sample.Position).ToHashSet(),
        };

        reader.Read(default).Select(sample => sample.Id).Should().BeEquivalentTo(list.Samples.Skip(4).Select(sample => sample.Id));
        reader.Count.Should().Be(26);
    }

    [Fact]
    public void The_order_of_an_archive_does_not_matter()
    {
        var members = SmallDataset.ThreeClasses().ToArray();
        var run = 0;
        string[] Contents(KeyValuePair<string, byte[]>[] order)
        {
            var path = _folder[$"{run++}.tar"];
            SmallDataset.WriteTar(path, order);
            return [.. Open(path, Options("corner") with { Cover = 0.1 }).Read(default).Select(sample => $"{sample.Id} {sample.Label} {Convert.ToHexString(Bytes(sample))}").Order(StringComparer.Ordinal)];
        }

        var expected = Contents(members);

        Gen.Shuffle(members).Sample(shuffled => Contents(shuffled).SequenceEqual(expected), iter: 10, threads: 1);
    }
}
