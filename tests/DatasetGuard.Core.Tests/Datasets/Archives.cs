using System.Formats.Tar;
using System.IO.Compression;

namespace DatasetGuard.Core.Tests.Datasets;

/// <summary>Makes archives.</summary>
internal static class Archives
{
    /// <param name="members">Names with blanks between them; a class text is <c>name=text</c>, all others are pictures.</param>
    public static byte[] Tar(string members) => Tar(
        TarEntryFormat.Pax,
        [.. members.Split(' ').Select(member => (member.Split('=')[0], member.Contains('=') ? System.Text.Encoding.UTF8.GetBytes(member.Split('=')[1]) : Pictures.Png()))]);

    public static byte[] Tar(TarEntryFormat format, params (string Name, byte[] Bytes)[] members)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, format, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var data = new MemoryStream(content);
                tar.WriteEntry(format switch
                {
                    TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = data },
                    TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = data },
                    _ => new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data },
                });
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);

        return packed.ToArray();
    }
}
