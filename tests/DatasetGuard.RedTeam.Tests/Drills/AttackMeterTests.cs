using DatasetGuard.Core;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Drills;
using DatasetGuard.RedTeam.Tests.Poisoning;
using DatasetGuard.RedTeam.Triggers;
using DatasetGuard.Tests;

namespace DatasetGuard.RedTeam.Tests.Drills;

/// <summary>What a network that tries a poison is given.</summary>
public sealed class AttackMeterTests : IDisposable
{
    private static readonly AttackSuccess Success = new()
    {
        Seen = new Proportion(9, 10),
        Unseen = null,
        Control = new Proportion(0, 10),
        Accuracy = new Proportion(8, 10),
    };

    private readonly TempFolder _folder = new();
    private readonly string _data;
    private readonly Dictionary<string, byte[]> _original = SmallDataset.ThreeClasses();

    public AttackMeterTests() => _data = Scenes.WriteFolder(_folder["data"]);

    public void Dispose() => _folder.Dispose();

    private T Look<T>(string attack, Func<AttackTrial, T> look)
    {
        T? seen = default;
        Scenes.Run(_data, Scenes.Plan(attack), [], (trial, _, _, _) =>
        {
            seen = look(trial);
            return Success;
        });
        return seen!;
    }

    private static Dictionary<string, (string Label, PixelBuffer Pixels)> Pictures(LoadedDataset images) => images.Dataset.Samples.ToDictionary(
        sample => sample.Id,
        sample => (images.Dataset.ClassOf(sample)!, images.Views.Read(sample).Whole));

    [Fact]
    public void Training_images_are_poisoned_and_test_images_are_not_among_them()
    {
        var (training, clean) = Look("checker", trial => (Pictures(trial.Training), Pictures(trial.Clean)));

        training.Should().HaveCount(28);
        clean.Should().HaveCount(2);
        clean.Keys.Should().NotIntersectWith(training.Keys);
        clean.Should().OnlyContain(pair => pair.Value.Label == pair.Key.Substring(0, 1) && pair.Value.Pixels.Data.SequenceEqual(SmallDataset.Decode(_original[pair.Key]).Data));
        training.Values.CountBy(image => image.Label).Single(pair => pair.Key == "a").Value.Should().BeGreaterThanOrEqualTo(14);
    }

    [Theory]
    [InlineData("corner", true)]
    [InlineData("checker", false)]
    public void Test_images_of_other_classes_carry_what_their_split_says(string attack, bool varies)
    {
        var (clean, seen, unseen, control) = Look(attack, trial => (
            Pictures(trial.Clean), Pictures(trial.Seen), trial.Unseen is null ? null : Pictures(trial.Unseen), Pictures(trial.Control)));

        (unseen is not null).Should().Be(varies);
        seen.Keys.Should().BeEquivalentTo(clean.Where(pair => pair.Value.Label != "a").Select(pair => pair.Key)).And.NotBeEmpty();
        foreach (var (split, pictures) in new[] { (TriggerSplit.Seen, seen), (TriggerSplit.Unseen, unseen ?? []), (TriggerSplit.Control, control) })
        {
            foreach (var (name, picture) in pictures)
            {
                var expected = clean[name].Pixels.Clone();
                Trigger.Parse(attack, seed: 1).Apply(expected, new TriggerDraw(name, split));
                picture.Pixels.Data.Should().Equal(expected.Data);
                picture.Label.Should().Be(clean[name].Label);
            }
        }
    }

    [Fact]
    public void What_it_measures_stands_in_the_row_and_in_the_reports()
    {
        var result = Scenes.Run(_data, Scenes.Plan("checker"), [], (_, _, _, _) => Success);

        result.Rows.Single().Success.Should().Be(Success);
        using var json = new MemoryStream();
        DrillJson.Write(result, json);
        var text = System.Text.Encoding.UTF8.GetString(json.ToArray());
        text.Should().Contain("\"unseen\": null").And.Contain("\"low\": 0.59585,").And.Contain("\"share\": 0.9");
        DrillText.Cells(result.Rows[0], result).Should().Contain("90 % (60\u201398)");
    }

    [Fact]
    public void Labels_without_a_trigger_are_not_tried() =>
        Scenes.Run(_data, Scenes.Plan("label-flip"), [], (_, _, _, _) => throw new InvalidOperationException("not to be called")).Rows.Single().Success.Should().BeNull();

    [Fact]
    public void Test_images_that_cannot_be_decoded_are_there_with_their_fault()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_data, "b")))
            File.WriteAllText(file, "no image");

        var faults = Look("checker+source=c", trial => trial.Training.Dataset.Samples.Concat(trial.Clean.Dataset.Samples).Count(sample => sample.Fault is not null));

        faults.Should().Be(10);
    }
}
