using System.IO.Compression;
using System.IO.Hashing;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>Looks whether a file is a whole TorchScript archive.</summary>
/// <remarks>libtorch ends the process where the source in a module cannot be compiled, which its own writer never makes; damage is found here.</remarks>
internal static class TorchScriptArchive
{
    /// <summary>What is wrong with it, as a sentence; null when nothing is.</summary>
    public static string? Fault(byte[] file)
    {
        if (!file.AsSpan().StartsWith("PK"u8))
            return "It is no archive, as modules are.";

        try
        {
            using var archive = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
            if (!archive.Entries.Any(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal)) || !archive.Entries.Any(entry => entry.FullName.Contains("/code/", StringComparison.Ordinal)))
                return "It is an archive without a module in it; weights alone are none.";

            return archive.Entries.Sum(entry => entry.Length) > FeatureSource.MaxBytes ? "It unpacks to more than models may have." : archive.Entries.Select(Damage).FirstOrDefault(fault => fault is not null);
        }
        catch (InvalidDataException)
        {
            return "The archive is damaged.";
        }
    }

    private static string? Damage(ZipArchiveEntry entry)
    {
        var checksum = new Crc32();
        using var content = entry.Open();
        checksum.Append(content);
        return checksum.GetCurrentHashAsUInt32() == entry.Crc32 ? null : "The archive is damaged.";
    }
}
