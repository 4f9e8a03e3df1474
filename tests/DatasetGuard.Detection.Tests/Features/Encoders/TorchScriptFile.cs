using System.IO.Compression;
using System.Text;

namespace DatasetGuard.Detection.Tests.Features.Encoders;

/// <summary>Writes a TorchScript module without weights: an archive of its source and of the pickled, empty object.</summary>
internal static class TorchScriptFile
{
    /// <param name="body">The statements of <c>forward(self, x)</c>, each with four spaces in front.</param>
    /// <param name="result">The type that it returns.</param>
    public static byte[] Write(string body, string result = "Tensor")
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "version", "3\n"u8);
            Add(archive, "data.pkl", [0x80, 2, .. "c__torch__\nM\n"u8, .. "q\0)"u8, 0x81, .. "}(X\b\0\0\0trainingq\u0001"u8, 0x89, .. "ubq\u0002."u8]);
            Add(archive, "constants.pkl", [0x80, 2, .. ")."u8]);
            Add(archive, "code/__torch__.py", Encoding.UTF8.GetBytes(
                $"class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n  def forward(self: __torch__.M,\n    x: Tensor) -> {result}:\n{body}\n"));
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> content)
    {
        using var entry = archive.CreateEntry($"m/{name}", CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
