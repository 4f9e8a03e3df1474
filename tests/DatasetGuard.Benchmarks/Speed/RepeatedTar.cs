using System.Formats.Tar;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>A temporary archive that holds the images of another one several times, under other names.</summary>
internal sealed class RepeatedTar : IDisposable
{
    public RepeatedTar(string source, int copies)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"datasetguard-photos-{Environment.ProcessId}.tar");
        using var writer = new TarWriter(File.Create(Path));
        for (var copy = 0; copy < copies; copy++)
        {
            using var reader = new TarReader(File.OpenRead(source));
            while (reader.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is null)
                    continue;

                var slash = entry.Name.LastIndexOf('/') + 1;
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{entry.Name[..slash]}{copy}-{entry.Name[slash..]}") { DataStream = entry.DataStream });
                Count++;
            }
        }
    }

    public string Path { get; }

    public int Count { get; }

    public void Dispose() => File.Delete(Path);
}
