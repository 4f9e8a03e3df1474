using System.Runtime.InteropServices;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

public sealed class ReferenceViewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Pictures_as_a_model_takes_them_are_seen_as_the_network_itself_would_load_them(int zoom)
    {
        var images = TemplateModel.Draw(perClass: 2).Images;
        var large = new ByteImages(images.Count, images.Height * zoom, images.Width * zoom, images.Channels);
        for (var i = 0; i < images.Count; i++)
            AreaResampler.Resize(images.Picture(i), large.Width, large.Height).Pixels.CopyTo(large[i]);

        using var network = new ConvNetwork(NetworkShape.Classifier(1, TemplateModel.Side, widening: 1, TemplateModel.Classes), seed: 1);
        int[] rows = [.. Enumerable.Range(0, images.Count)];
        var expected = NetworkJudge.Logits(network, images, rows, jobs: 1, TestContext.Current.CancellationToken);

        var model = new TemplateModel();
        var input = new StampedBatch(large, model).Make([.. rows.Select(row => new StampedPicture(row, row))], new Stamp(new float[large.Length], new float[large.Length]));
        using var seen = new ReferenceView(network, model, images.Height, images.Width).Logits(input);

        float[] logits = [.. MemoryMarshal.Cast<byte, float>(seen.detach().contiguous().bytes)];
        logits.Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-3);
        expected.Should().Contain(value => Math.Abs(value) > 0.05);
    }
}
