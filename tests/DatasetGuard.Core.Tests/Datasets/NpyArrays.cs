using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DatasetGuard.Core.Tests.Datasets;

/// <summary>Writes NPY files and archives of them.</summary>
internal static class NpyArrays
{
    public static byte[] Npy(string type, string shape, ReadOnlySpan<byte> data, bool isFortran = false, byte version = 1) =>
        [.. Header($"{{'descr': '{type}', 'fortran_order': {(isFortran ? "True" : "False")}, 'shape': ({shape}), }}", version), .. data];

    public static byte[] Header(string text, byte version = 1)
    {
        var length = new byte[version == 1 ? 2 : 4];
        var padded = text.PadRight(text.Length + 63 - ((text.Length + 8 + length.Length) % 64)) + "\n";
        if (version == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)padded.Length);
        else
            BinaryPrimitives.WriteInt32LittleEndian(length, padded.Length);

        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.UTF8.GetBytes(padded)];
    }

    public static byte[] Floats(params float[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);

        return bytes;
    }

    /// <summary>Feature vectors in single precision, one a row.</summary>
    public static byte[] Rows(params float[][] rows) => Npy("<f4", $"{rows.Length}, {(rows.Length == 0 ? 1 : rows[0].Length)}", Floats([.. rows.SelectMany(row => row)]));

    /// <summary>Class numbers, one a row.</summary>
    public static byte[] Labels(params byte[] labels) => Npy("|u1", $"{labels.Length},", labels);

    /// <param name="members">Names without <c>.npy</c>, and arrays.</param>
    public static byte[] Npz(params (string Name, byte[] Array)[] members) => Zip([.. members.Select(member => (member.Name + ".npy", member.Array))]);

    public static byte[] Zip(params (string Name, byte[] Bytes)[] members)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var data = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                data.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
