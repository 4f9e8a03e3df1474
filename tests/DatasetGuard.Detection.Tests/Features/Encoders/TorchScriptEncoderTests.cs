using System.IO.Compression;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Encoders;

namespace DatasetGuard.Detection.Tests.Features.Encoders;

public sealed class TorchScriptEncoderTests
{
    private static readonly PixelBuffer Red = new(2, 2, 3, [255, 0, 51, 255, 0, 51, 255, 0, 51, 255, 0, 51]);

    [Theory]
    [InlineData("    return torch.mean(x, [2, 3])")]
    [InlineData("    return x")]
    public void A_module_gives_its_features_with_maps_averaged(string body)
    {
        using var file = new ModelFile(TorchScriptFile.Write(body), "encoder.pt");
        using var encoder = EncoderFiles.Open(file.Source with { Mean = [0, 0.5, 0] }, 2, 2);
        var features = new float[6];

        encoder.Encode([Red, new PixelBuffer(2, 2, 3)], features, TestContext.Current.CancellationToken);

        encoder.Length.Should().Be(3);
        features.Zip((float[])[1, -0.5f, 0.2f, 0, -0.5f, 0]).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
    }

    [Fact]
    public void A_layer_cannot_be_named() => ErrorOf(TorchScriptFile.Write("    return x"), "fc").Should().Contain("features.layer is for ONNX models");

    [Fact]
    public void A_damaged_archive_is_refused()
    {
        var module = TorchScriptFile.Write("    return x");
        var flipped = module.ToArray();
        flipped[module.AsSpan().IndexOf("return x"u8)]++;

        ErrorOf(flipped).Should().Contain("cannot be loaded: The archive is damaged.").And.Contain("Give a TorchScript module");
        ErrorOf(module[..(module.Length / 2)]).Should().Contain("The archive is damaged.");
    }

    [Fact]
    public void A_file_that_is_named_like_a_module_and_is_none_is_not_taken_for_another_kind() =>
        ErrorOf([.. "version https://git-lfs"u8]).Should().Contain("cannot be loaded: It is no archive, as modules are.").And.Contain("as torch.jit.save writes it");

    [Fact]
    public void An_archive_without_a_module_is_refused()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            archive.CreateEntry("weights/data.pkl");

        ErrorOf(stream.ToArray()).Should().Contain("without a module");
    }

    [Fact]
    public void A_module_that_fails_on_pictures_is_refused() =>
        ErrorOf(TorchScriptFile.Write("    return torch.mm(x, x)")).Should().Contain("fails on pictures of 3 x 2 x 2").And.NotContain("\n");

    [Fact]
    public void A_module_that_gives_no_vector_a_picture_is_refused() => ErrorOf(TorchScriptFile.Write("    return torch.flatten(x)")).Should().Contain("one row a picture");

    private static string ErrorOf(byte[] module, string? layer = null)
    {
        using var file = new ModelFile(module, "encoder.pt");
        var open = () => EncoderFiles.Open(file.Source with { Layer = layer }, 2, 2);
        return open.Should().Throw<EncoderException>().Which.Message;
    }
}
