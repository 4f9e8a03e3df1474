using System.Security.Cryptography;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Tests.Training;
using DatasetGuard.Learning.Training;
using DatasetGuard.Tests;

namespace DatasetGuard.Learning.Tests.Models;

public sealed class TrainedModelTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public TrainedModelTests() => Outcomes.Write(Outcome.Value, _folder.Path);

    private static Lazy<TrainingOutcome> Outcome { get; } = new(() => Outcomes.Of(Outcomes.Set(60)));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("model.safetensors")]
    public void Answers_as_the_network_that_was_judged(string name)
    {
        var set = Outcome.Value.Set;
        using var model = TrainedModel.Load(Path.Combine(_folder.Path, name));

        var logits = model.Logits((ByteImages)set.Images.Images, jobs: 2, default);

        var right = set.Images.Holdout.Count(row => logits[(2 * row) + set.Images.Labels[row]] > logits[(2 * row) + 1 - set.Images.Labels[row]]);
        right.Should().Be(Outcome.Value.Accuracy.HeldOutRight);
        model.Description.Should().BeEquivalentTo(Outcome.Value.Model);
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        using var model = TrainedModel.Load(_folder.Path);
        var (images, _) = Stripes.Draw(2, seed: 1, width: 9);

        var ask = () => model.Logits(images, 1, default);

        ask.Should().Throw<ArgumentException>().WithMessage("The model takes pictures of 8 x 8 with 1 channels, not 9 x 8*");
    }

    [Theory]
    [InlineData("\"formatVersion\": \"1\"", "\"formatVersion\": \"2\"", "another version")]
    [InlineData("\"kind\": \"conv\"", "\"kind\": \"pickle\"", "not known")]
    [InlineData("\"normalisation\": \"batch\"", "\"normalisation\": \"layer\"", "normalisation is of a kind that is not known")]
    [InlineData("\"normalisation\": \"batch\"", "\"normalisation\": \"group\"", "does not belong to this network")]
    [InlineData("\"residual\": false", "\"residual\": true", "does not belong to this network")]
    [InlineData("\"maximum\": true", "\"maximum\": false", "'head.weight' has another shape")]
    [InlineData("\"width\": 4,", "\"width\": 4096,", "too short for the network")]
    [InlineData("\"width\": 4,", "\"width\": 2000000000,", "channels are not from 1 to 4,096")]
    [InlineData("\"width\": 4,", "\"width\": -1,", "channels are not from")]
    [InlineData("\"width\": 4,", "\"width\": 4.5,", "does not describe a model")]
    [InlineData("\"width\": 4,", "\"width\": 3,", "'blocks.0.conv.weight' has another shape")]
    [InlineData("\"height\": 8", "\"height\": 1", "too small")]
    [InlineData("\"height\": 8", "\"height\": 9999999", "rows of pixels")]
    [InlineData("\"channels\": 1", "\"channels\": 4", "1 or 3 channels")]
    [InlineData("\"centre\": 120", "\"centre\": 0", "another range")]
    [InlineData("\"lying\"", "\"standing\"", "twice")]
    [InlineData("\"lying\",", "", "classes are not from 2")]
    [InlineData("\"lying\"", "null", "no name")]
    [InlineData("\"classes\"", "\"klasses\"", "does not describe a model")]
    [InlineData("{", "{{", "does not describe a model")]
    public void A_description_that_does_not_fit_is_refused(string old, string changed, string reason)
    {
        var text = File.ReadAllText(_folder["model.json"]);
        text.Should().Contain(old);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        File.WriteAllText(_folder["model.json"], string.Concat(text.AsSpan(0, at), changed, text.AsSpan(at + old.Length)));

        Loading().Should().Throw<ModelException>().WithMessage($"*{reason}*");
    }

    [Fact]
    public void Weights_of_another_model_are_refused()
    {
        var bytes = File.ReadAllBytes(_folder["model.safetensors"]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_folder["model.safetensors"], bytes);

        Loading().Should().Throw<ModelException>().WithMessage("*is not the file that model.json describes*");
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused_although_the_digest_fits()
    {
        var bytes = File.ReadAllBytes(_folder["model.safetensors"]);
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.Length - 4);
        var old = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder["model.safetensors"])));
        File.WriteAllBytes(_folder["model.safetensors"], bytes);
        File.WriteAllText(_folder["model.json"], File.ReadAllText(_folder["model.json"]).Replace(old, Convert.ToHexStringLower(SHA256.HashData(bytes))));

        Loading().Should().Throw<ModelException>().WithMessage("*not finite, in head.bias*");
    }

    [Theory]
    [InlineData("model.json")]
    [InlineData("model.safetensors")]
    public void A_file_that_is_missing_or_empty_is_told(string name)
    {
        File.WriteAllBytes(_folder[name], []);
        Loading().Should().Throw<ModelException>().WithMessage($"*{name}*");

        File.Delete(_folder[name]);
        Loading().Should().Throw<ModelException>().WithMessage($"*{name}*");
    }

    private Action Loading() => () => TrainedModel.Load(_folder.Path).Dispose();
}
