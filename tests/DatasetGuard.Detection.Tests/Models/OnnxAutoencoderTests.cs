using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Screening;
using Microsoft.ML.OnnxRuntime;

namespace DatasetGuard.Detection.Tests.Models;

public sealed class OnnxAutoencoderTests
{
    public OnnxAutoencoderTests() => LibTorch.EnsureLoaded();

    [Theory]
    [InlineData(8, 8, 1)]
    [InlineData(7, 10, 3)]
    [InlineData(5, 4, 1)]
    public void Another_program_draws_the_same_pictures(int width, int height, int channels)
    {
        var pictures = new ByteImages(3, height, width, channels);
        var random = new Random(1);
        for (var i = 0; i < pictures.Count; i++)
            random.NextBytes(pictures[i]);

        using var autoencoder = new Autoencoder(channels, seed: 2);
        AutoencoderTrainer.Train(autoencoder, pictures, seed: 2, () => { }, TestContext.Current.CancellationToken);
        using var file = new MemoryStream();
        OnnxAutoencoder.Write(autoencoder, width, height, channels, file);
        using var session = new InferenceSession(file.ToArray());

        // Planes of channels in place of pixels.
        var values = new float[pictures.Count * pictures.Length];
        ForEach((at, plane, image) => values[plane] = pictures[image][at] / 255f);
        using var input = OrtValue.CreateTensorValueFromMemory(values, [pictures.Count, channels, height, width]);
        using var options = new RunOptions();
        using var output = session.Run(options, ["images"], [input], ["restored"]);

        var (drawn, restored) = (output[0].GetTensorDataAsSpan<float>().ToArray(), autoencoder.Restore(pictures));
        ForEach((at, plane, image) => (drawn[plane] * 255).Should().BeApproximately(restored[image][at], 0.51f));
        Enumerable.Range(0, pictures.Length).Select(at => restored[0][at]).Distinct().Count().Should().BeGreaterThan(5);

        void ForEach(Action<int, int, int> work)
        {
            for (var i = 0; i < values.Length; i++)
            {
                var (image, at) = (i / pictures.Length, i % pictures.Length);
                work(at, (image * pictures.Length) + (at % channels * width * height) + (at / channels), image);
            }
        }
    }
}
