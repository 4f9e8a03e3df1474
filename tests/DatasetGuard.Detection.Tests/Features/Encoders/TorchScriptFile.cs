using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace DatasetGuard.Detection.Tests.Features.Encoders;

/// <summary>Writes a TorchScript module without weights: an archive of its source and of the pickled object, which is empty or keeps whole numbers.</summary>
internal static class TorchScriptFile
{
    /// <param name="body">The statements of <c>forward(self, x)</c>, each with four spaces in front.</param>
    /// <param name="result">The type that it returns.</param>
    /// <param name="index">Fewer than 256 whole numbers that it keeps as a buffer, <c>self.index</c>; none where it is empty.</param>
    public static byte[] Write(string body, string result = "Tensor", params long[] index)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "version", "3\n"u8);
            Add(archive, "data.pkl", [0x80, 2, .. "c__torch__\nM\n"u8, .. "q\0)"u8, 0x81, .. "}(X\b\0\0\0trainingq\u0001"u8, 0x89, .. Pickled(index), .. "ubq\u0002."u8]);
            Add(archive, "constants.pkl", [0x80, 2, .. ")."u8]);
            Add(archive, "code/__torch__.py", Encoding.UTF8.GetBytes(
                $"class M(Module):\n  __parameters__ = []\n  __buffers__ = [{(index.Length > 0 ? "\"index\", " : "")}]\n  training : bool\n{(index.Length > 0 ? "  index : Tensor\n" : "")}  def forward(self: __torch__.M,\n    x: Tensor) -> {result}:\n{body}\n"));
            if (index.Length > 0)
                Add(archive, "data/0", MemoryMarshal.AsBytes<long>(index));
        }

        return stream.ToArray();
    }

    /// <summary>The name of the buffer, and a call that makes a tensor of the numbers in the archive's first storage.</summary>
    private static byte[] Pickled(long[] index) => index.Length == 0 ? [] :
    [
        .. "X\u0005\0\0\0indexctorch._utils\n_rebuild_tensor_v2\n((X\a\0\0\0storagectorch\nLongStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK"u8,
        (byte)index.Length,
        .. "tQK\0K"u8,
        (byte)index.Length,
        0x85,
        .. "K\u0001"u8,
        0x85,
        0x89,
        .. "ccollections\nOrderedDict\n)RtR"u8,
    ];

    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> content)
    {
        using var entry = archive.CreateEntry($"m/{name}", CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
