using System.Diagnostics;
using System.Text;
using DatasetGuard.Learning.Models;
using DatasetGuard.Tests;

namespace DatasetGuard.Learning.Tests.Models;

public sealed class SafeTensorsTests : IDisposable
{
    private static readonly SafeTensor[] Tensors = [new("a", [2, 3], [1, -2, 3.5f, float.MinValue, float.Epsilon, 0]), new("b.\"ß", [], [7]), new("empty", [0, 4], [])];
    private static readonly (string, IReadOnlyList<long>)[] Expected = [.. Tensors.Select(tensor => (tensor.Name, tensor.Shape))];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back()
    {
        var path = Write(Tensors);

        var (read, texts) = SafeTensorsReader.Read(path, Expected);

        read.Should().BeEquivalentTo(Tensors, options => options.WithStrictOrdering());
        texts.Should().BeEquivalentTo(new Dictionary<string, string> { ["format"] = "pt", ["x"] = "y\n\"" });
    }

    [Fact]
    public void Python_reads_the_header_and_the_numbers()
    {
        const string Script = """
            import json, struct, sys
            data = open(sys.argv[1], "rb").read()
            size = struct.unpack("<Q", data[:8])[0]
            header = json.loads(data[8:8 + size])
            assert size % 8 == 0 and header["__metadata__"]["format"] == "pt"
            first, last = header["a"]["data_offsets"]
            print(header["a"]["dtype"], header["a"]["shape"], struct.unpack("<3f", data[8 + size + first:8 + size + last][:12]), len(data) - 8 - size)
            """;
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python), "There is no Python here.");

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", Script, Write(Tensors)]) { UseShellExecute = false, RedirectStandardOutput = true })!;

        process.StandardOutput.ReadToEnd().Trim().Should().Be("F32 [2, 3] (1.0, -2.0, 3.5) 28");
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", null)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"z\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", "'z' does not belong")]
    [InlineData("{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}}", "32-bit")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4000000000,4000000000],\"data_offsets\":[0,8]}}", "another shape")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}", "gaps")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}", "does not lie")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9]}}", "does not lie")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}", "")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}", "")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", "twice")]
    [InlineData("{\"a\":7}", "")]
    [InlineData("{\"a\":{}}", "")]
    [InlineData("{}", "'a' is missing")]
    [InlineData("[[[[[[[[[[[[]]]]]]]]]]]]", "")]
    [InlineData("nonsense", "")]
    public void A_header_that_does_not_fit_is_refused(string header, string? reason)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(_folder["x"], [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[8]]);

        var read = () => SafeTensorsReader.Read(_folder["x"], [("a", [2])]);

        if (reason is null)
            read().Tensors.Should().ContainSingle();
        else
            read.Should().Throw<ModelException>().WithMessage($"*{reason}*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(100)]
    [InlineData(-1)]
    public void A_file_that_was_cut_off_is_refused(int length)
    {
        var bytes = File.ReadAllBytes(Write(Tensors));
        File.WriteAllBytes(_folder["x"], bytes[..(length < 0 ? bytes.Length + length : length)]);

        var read = () => SafeTensorsReader.Read(_folder["x"], Expected);

        read.Should().Throw<ModelException>();
    }

    [Fact]
    public void A_header_of_impossible_length_is_refused_before_it_is_read()
    {
        File.WriteAllBytes(_folder["x"], [.. BitConverter.GetBytes(ulong.MaxValue), .. new byte[100]]);

        var read = () => SafeTensorsReader.Read(_folder["x"], Expected);

        read.Should().Throw<ModelException>().WithMessage("*its header would have*");
    }

    private string Write(IReadOnlyList<SafeTensor> tensors)
    {
        Core.WholeFile.Write(_folder["model"], output => SafeTensorsWriter.Write(output, tensors, new Dictionary<string, string> { ["x"] = "y\n\"", ["format"] = "pt" }));
        return _folder["model"];
    }
}
