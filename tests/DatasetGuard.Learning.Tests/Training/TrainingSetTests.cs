using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using DatasetGuard.Tests;

namespace DatasetGuard.Learning.Tests.Training;

public sealed class TrainingSetTests : IDisposable
{
    private static readonly HashSet<string> NoSuspects = [];
    private static readonly InputReader Pictures = PictureLayout.Reader(NetworkShape.MaxSide);

    private readonly TempFolder _folder = new();
    private readonly List<PixelStore> _stores = [];

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public void A_tenth_of_each_class_is_held_out_unless_other_images_are_named()
    {
        Draw("a", "cat", 20);
        Draw("a", "dog", 40);

        var set = TrainingSet.Of(Load("a"), null, NoSuspects, 0.1, Pictures, 1, default);

        set.Images.Holdout.CountBy(row => set.Classes[set.Images.Labels[row]]).Should().BeEquivalentTo([KeyValuePair.Create("cat", 2), KeyValuePair.Create("dog", 4)]);
        set.Images.Training.Should().HaveCount(54);
    }

    [Fact]
    public void Suspects_have_no_weight_and_are_not_held_out()
    {
        Draw("a", "cat", 10);
        Draw("a", "dog", 10);

        var set = TrainingSet.Of(Load("a"), null, new HashSet<string> { "cat/0.pgm", "cat/1.pgm" }, 0.3, Pictures, 1, default);

        set.Suspects.Should().Be(2);
        set.Images.Weights.Should().Equal([0, 0, .. Enumerable.Repeat(1f, 18)]);
        set.Images.Holdout.Should().NotContain([0, 1]);
        set.Images.Training.Should().Contain([0, 1]);
    }

    [Fact]
    public void A_holdout_gives_its_own_classes_by_name_and_not_what_is_trained_on()
    {
        Draw("a", "cat", 5);
        Draw("a", "dog", 5);
        Draw("b", "dog", 3, first: 100);
        File.Copy(_folder["a/dog/1.pgm"], _folder["b/dog/copy.pgm"]);

        var set = TrainingSet.Of(Load("a"), Load("b"), NoSuspects, 0.1, Pictures, 1, default);

        set.Overlap.Should().Be(1);
        set.Images.Training.Should().Equal(Enumerable.Range(0, 10));
        set.Images.Holdout.Should().Equal(10, 11, 12);
        set.Images.Holdout.Should().OnlyContain(row => set.Images.Labels[row] == 1);
        ((ByteImages)set.Images.Images)[10][0].Should().Be(100);
    }

    [Fact]
    public void Of_a_dataset_with_splits_only_train_is_trained_on()
    {
        Draw("a/train", "cat", 6);
        Draw("a/train", "dog", 6);
        Draw("a/test", "cat", 4, first: 50);

        var set = TrainingSet.Of(Load("a"), null, NoSuspects, 0.1, Pictures, 1, default);

        set.OtherSplits.Should().Be(4);
        set.Images.Images.Count.Should().Be(12);
    }

    [Fact]
    public void What_is_wrong_with_a_dataset_is_told_by_name()
    {
        Draw("one", "cat", 5);
        Draw("single", "cat", 5);
        Draw("single", "dog", 1);
        Draw("two", "cat", 5);
        Draw("two", "dog", 5, first: 30);
        Draw("more", "cat", 5, first: 60);
        Draw("more", "fox", 5, first: 90);
        Directory.CreateDirectory(_folder["broken/cat"]);
        File.WriteAllText(_folder["broken/cat/0.pgm"], "x");
        Draw("broken", "dog", 3);
        var two = Load("two");

        Refusal(Load("one")).Should().StartWith("There is one class, 'cat'");
        Refusal(Load("single")).Should().StartWith("Class 'dog' has one image");
        Refusal(Load("broken")).Should().StartWith("Class 'cat' has no image that can be decoded");
        Refusal(two, Load("more")).Should().StartWith("The holdout has a class that nothing is trained on: fox.");
        Refusal(two, two).Should().StartWith("All images of the holdout are trained on as well");
        Refusal(two, null, "dog/9.pgm").Should().StartWith("The suspect 'dog/9.pgm' is not in the dataset");
        Refusal(two, null, [.. Enumerable.Range(0, 5).Select(i => $"dog/{i}.pgm")]).Should().StartWith("Class 'dog' has no image that can be decoded and is not suspected");
    }

    private static string Refusal(LoadedDataset training, LoadedDataset? holdout = null, params string[] suspects)
    {
        var of = () => TrainingSet.Of(training, holdout, suspects.ToHashSet(), 0.1, Pictures, 1, default);
        return of.Should().Throw<TrainingException>().Which.Message;
    }

    private LoadedDataset Load(string name)
    {
        var store = new PixelStore(_folder.Path);
        _stores.Add(store);
        var (dataset, views) = new DatasetLoader(store, new ScanOptions { Jobs = 1 }, new Silent()).Load([_folder[name]], "imagefolder", default);
        return new LoadedDataset(dataset, views);
    }

    /// <summary>Pictures of one colour each, of which no two are alike in a class.</summary>
    private void Draw(string dataset, string name, int count, int first = 0)
    {
        Directory.CreateDirectory(_folder[$"{dataset}/{name}"]);
        for (var i = 0; i < count; i++)
            File.WriteAllBytes(_folder[$"{dataset}/{name}/{i}.pgm"], [.. "P5 8 8 255\n"u8, .. Enumerable.Repeat((byte)(first + i), 63), (byte)(name == "dog" ? 1 : 2)]);
    }

    private sealed class Silent : IScanProgress
    {
        public void Begin(string name, long? total)
        {
        }

        public void Advance(long steps)
        {
        }
    }
}
