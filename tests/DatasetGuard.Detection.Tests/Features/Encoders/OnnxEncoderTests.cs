using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Encoders;

namespace DatasetGuard.Detection.Tests.Features.Encoders;

public sealed class OnnxEncoderTests
{
    private static readonly PixelBuffer[] Pictures = [.. Enumerable.Range(0, 7).Select(i => Drawings.Draw(i % 3, 32, 32, 3, i))];

    [Fact]
    public void Features_are_those_of_the_same_network_elsewhere()
    {
        var net = new SmallNet();
        using var file = new ModelFile(net.ToOnnx());
        using var encoder = EncoderFiles.Open(file.Source with { Mean = [0.5] }, 32, 32);
        using var expected = net.AsEncoder();

        encoder.Length.Should().Be(SmallNet.Length);
        Encode(encoder, Pictures).Zip(Encode(expected, Pictures)).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
    }

    [Fact]
    public void The_description_says_what_the_features_are()
    {
        using var file = new ModelFile(new SmallNet().ToOnnx());
        using var encoder = EncoderFiles.Open(file.Source, 32, 32);

        encoder.Description.Should().Be("the output 'features', 48 values, for pictures of 32 x 32");
    }

    [Theory]
    [InlineData("Features", "a", "b", "Features")]
    [InlineData("a", "b", "features", "features")]
    [InlineData("a", "b", "c", "b")]
    public void The_features_are_the_output_of_that_name_else_the_last_but_one(string first, string second, string third, string expected)
    {
        var model = new OnnxFile().Input("x", [-1, 3, 4, 4]);
        foreach (var name in new[] { first, second, third })
            model = model.Node("GlobalAveragePool", ["x"], name).Output(name, -1, 3, 1, 1);

        using var file = new ModelFile(model);

        EncoderFiles.Check(file.Source).Should().Be($"the output '{expected}'");
    }

    [Fact]
    public void The_vector_of_a_picture_does_not_depend_on_what_is_encoded_with_it()
    {
        using var file = new ModelFile(new SmallNet().ToOnnx());
        using var encoder = EncoderFiles.Open(file.Source, 32, 32);

        encoder.TakesOneByOne.Should().BeTrue();
        Encode(encoder, Pictures)[(2 * SmallNet.Length)..(3 * SmallNet.Length)].Should().Equal(Encode(encoder, [Pictures[2]]));
    }

    [Theory]
    [InlineData("classes", 10)]
    [InlineData("full", 48)]
    [InlineData("p2", 24)]
    public void A_layer_may_be_an_output_or_an_inner_value_whose_map_is_averaged(string layer, int length)
    {
        using var file = new ModelFile(new SmallNet().ToOnnx());
        using var encoder = EncoderFiles.Open(file.Source with { Layer = layer }, 32, 32);

        encoder.Length.Should().Be(length);
        Encode(encoder, Pictures).Distinct().Should().HaveCountGreaterThan(10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Channels_come_first_or_last_as_the_model_wants_them_and_are_normalised(bool isInterleaved)
    {
        var model = isInterleaved
            ? new OnnxFile().Input("x", [-1, 4, 4, 3]).Node("ReduceMean", ["x"], "y", ("axes", [1, 2]), ("keepdims", [0])).Output("y", -1, 3)
            : new OnnxFile().Input("x", [-1, 3, 4, 4]).Node("GlobalAveragePool", ["x"], "y").Output("y", -1, 3, 1, 1);
        using var file = new ModelFile(model);
        using var encoder = EncoderFiles.Open(file.Source with { Mean = [0.1, 0.2, 0.3], Deviation = [1, 0.5, 0.25] }, 32, 32);
        var picture = new PixelBuffer(4, 4, 3);
        for (var i = 0; i < picture.Length; i++)
            picture.Data[i] = (byte)(i % 3 == 0 ? 255 : i % 3 == 1 ? 51 : 0);

        var features = Encode(encoder, [picture]);

        features.Zip((float[])[0.9f, 0, -1.2f]).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(57)]
    public void Pictures_of_another_size_are_resized_to_the_models(int side)
    {
        using var file = new ModelFile(new OnnxFile().Input("x", [-1, 3, 16, 16]).Node("Flatten", ["x"], "y").Output("y", -1, 768));
        using var encoder = EncoderFiles.Open(file.Source, 32, 32);
        var ramp = new PixelBuffer(side, side, 1);
        for (var i = 0; i < ramp.Length; i++)
            ramp.Data[i] = (byte)(255 * (i % side) / (side - 1));

        var row = Encode(encoder, [ramp]).AsSpan(0, 16).ToArray();

        row.Should().BeInAscendingOrder();
        row.Average().Should().BeApproximately(0.5f, 0.01f);
    }

    [Fact]
    public void A_model_that_leaves_the_size_open_gets_the_datasets()
    {
        using var file = new ModelFile(new OnnxFile().Input("x", [-1, 3, -1, -1]).Node("Flatten", ["x"], "y").Output("y", -1, -1));

        using var encoder = EncoderFiles.Open(file.Source, 20, 10);

        encoder.Length.Should().Be(600);
        encoder.Description.Should().Contain("20 x 10");
    }

    [Fact]
    public void A_fixed_number_of_pictures_a_run_changes_nothing()
    {
        using var three = new ModelFile(new OnnxFile().Input("x", [3, 3, 4, 4]).Node("GlobalAveragePool", ["x"], "y").Output("y", 3, 3, 1, 1));
        using var one = new ModelFile(new OnnxFile().Input("x", [-1, 3, 4, 4]).Node("GlobalAveragePool", ["x"], "y").Output("y", -1, 3, 1, 1));
        using var fixedEncoder = EncoderFiles.Open(three.Source, 32, 32);
        using var openEncoder = EncoderFiles.Open(one.Source, 32, 32);

        Encode(fixedEncoder, Pictures).Should().Equal(Encode(openEncoder, Pictures));
    }

    [Fact]
    public void A_gray_picture_goes_into_three_channels_and_a_coloured_one_into_one()
    {
        using var colour = new ModelFile(new OnnxFile().Input("x", [-1, 3, 2, 2]).Node("GlobalAveragePool", ["x"], "y").Output("y", -1, 3, 1, 1));
        using var gray = new ModelFile(new OnnxFile().Input("x", [-1, 1, 2, 2]).Node("GlobalAveragePool", ["x"], "y").Output("y", -1, 1, 1, 1));
        using var three = EncoderFiles.Open(colour.Source, 2, 2);
        using var one = EncoderFiles.Open(gray.Source, 2, 2);

        Encode(three, [new PixelBuffer(2, 2, 1, [255, 255, 255, 255])]).Should().Equal(1, 1, 1);
        Encode(one, [new PixelBuffer(2, 2, 3, [255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0])]).Should().ContainSingle().Which.Should().BeApproximately(0.3f, 0.01f);
    }

    [Fact]
    public void A_layer_that_is_not_there_is_named_with_those_that_are()
    {
        using var file = new ModelFile(new SmallNet().ToOnnx());

        ErrorOf(file.Source with { Layer = "feature" }).Should().Contain("no value 'feature'").And.Contain("Did you mean 'features'").And.Contain("features, classes");
    }

    public static TheoryData<string, byte[], string> Unusable() => new()
    {
        { "text", "no model at all"u8.ToArray(), "cannot be opened" },
        { "half", new SmallNet().ToOnnx().ToArray()[..9000], "cannot be opened" },
        { "unknown operator", new OnnxFile().Input("x", [-1, 3, 4, 4]).Node("Surprise", ["x"], "y").Output("y", -1, 3).ToArray(), "cannot be opened" },
        { "two inputs", new OnnxFile().Input("x", [-1, 3, 4, 4]).Input("z", [-1, 3, 4, 4]).Node("Add", ["x", "z"], "y").Output("y", -1, 3, 4, 4).ToArray(), "2 inputs" },
        { "no picture", new OnnxFile().Input("x", [-1, 30]).Node("Relu", ["x"], "y").Output("y", -1, 30).ToArray(), "four dimensions" },
        { "bytes", new OnnxFile().Input("x", [-1, 3, 4, 4], type: 2).Node("Cast", ["x"], "y", ("to", [1])).Output("y", -1, 3, 4, 4).ToArray(), "no float tensor" },
        { "five channels", new OnnxFile().Input("x", [-1, 5, 4, 4]).Node("Relu", ["x"], "y").Output("y", -1, 5, 4, 4).ToArray(), "one channel or three" },
        { "huge pictures", new OnnxFile().Input("x", [-1, 3, 100_000, 100_000]).Node("GlobalAveragePool", ["x"], "y").Output("y", -1, 3, 1, 1).ToArray(), "at most 1,024 a side" },
        { "long vectors", new OnnxFile().Input("x", [-1, 3, 64, 64]).Node("Flatten", ["x"], "y").Output("y", -1, 12288).ToArray(), "one to 4,096 values" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void What_is_no_encoder_is_refused_with_the_reason(string kind, byte[] model, string reason)
    {
        using var file = new ModelFile(model);

        ErrorOf(file.Source).Should().Contain(reason, kind).And.MatchRegex("(Give|Export|Set) ", "it says what to do").And.NotContain("\n");
    }

    [Fact]
    public void A_model_that_was_changed_after_it_was_named_is_not_used()
    {
        using var file = new ModelFile(new SmallNet().ToOnnx());
        File.WriteAllBytes(file.Source.Path, new SmallNet(seed: 2).ToOnnx().ToArray());

        ErrorOf(file.Source).Should().Contain("changed during the scan");
    }

    [Fact]
    public void Weights_in_a_file_beside_the_model_are_not_read()
    {
        using var file = new ModelFile(new OnnxFile().Input("x", [-1, 3, 4, 4]).External("w", "/etc/hostname").Node("Mul", ["x", "w"], "y").Output("y", -1, 3, 4, 4));

        ErrorOf(file.Source).Should().Contain("in one file");
    }

    private static float[] Encode(IEncoder encoder, PixelBuffer[] pictures)
    {
        var features = new float[pictures.Length * encoder.Length];
        encoder.Encode(pictures, features, TestContext.Current.CancellationToken);
        return features;
    }

    private static string ErrorOf(FeatureSource source)
    {
        var open = () => EncoderFiles.Open(source, 32, 32);
        return open.Should().Throw<EncoderException>().Which.Message;
    }
}
