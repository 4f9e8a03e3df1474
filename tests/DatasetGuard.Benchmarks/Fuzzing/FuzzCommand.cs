using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Datasets;

namespace DatasetGuard.Benchmarks.Fuzzing;

/// <summary>Damages datasets of every kind, image files and the files that lie beside them for as long as is asked, and reports what is neither read nor refused.</summary>
/// <remarks>
/// The damage of one round follows from the seed and the round's number. A crash of native code ends the process: the files of that round
/// are then still in the folder that is printed first.
/// </remarks>
internal sealed class FuzzCommand(int seed, TextWriter output)
{
    /// <summary>Images are watched by the decoder itself; everything else is small here.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(10);

    private const long TooMuch = 1L << 30;
    private const int MaxSamples = 10_000;
    private const double SecondsBetweenLines = 60;

    private static readonly DecodeLimits Limits = new() { MaxBytes = 1 << 20, MaxPixels = 1 << 20, PixelMemory = 1 << 22 };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datasetguard-fuzz-");
    private readonly SortedDictionary<string, (int Rounds, int Refused)> _counts = new(StringComparer.Ordinal);
    private int _faults;

    /// <param name="seconds">Processor seconds.</param>
    /// <param name="images">A folder of image files, to be damaged further; null without one.</param>
    /// <returns>0 when nothing was found.</returns>
    public async Task<int> RunAsync(double seconds, string? images)
    {
        output.WriteLine($"seed {seed}, files in {_folder.FullName}");
        var pictures = images is null ? [] : Directory.EnumerateFiles(images).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(bytes => bytes.Length < Limits.MaxBytes / 8).ToArray();
        var seeds = await DatasetSeeds.AllAsync(SeedImages.Png()).ConfigureAwait(false);
        byte[][] all = [.. pictures, .. SeedImages.All()];
        var told = 0.0;
        for (var round = 0; Cpu() < seconds; round++)
        {
            if (Cpu() > told + SecondsBetweenLines)
                output.WriteLine($"{round:N0} rounds, {_faults} faults, {told += SecondsBetweenLines:0} s of processor time");

            var random = new Random(HashCode(seed, round));
            switch (round % 8)
            {
                case 0 or 2:
                    Watch("image", round, () => DecodeImage(ByteMutations.Damage(all[random.Next(all.Length)], random)));
                    break;
                case 4:
                    ReadDocument(Documents.All[random.Next(Documents.All.Length)], random, round);
                    break;
                case 6:
                    Watch("yaml", round, () => ReadConfiguration(random));
                    break;
                case 7:
                    Watch("features", round, () => ReadFeatures(random));
                    break;
                default:
                    ReadDataset(seeds[random.Next(seeds.Length)], random, round);
                    break;
            }
        }

        foreach (var (kind, (rounds, refused)) in _counts)
            output.WriteLine($"{kind,-17} {rounds,9:N0} rounds, {refused,9:N0} refused");

        using var process = Process.GetCurrentProcess();
        output.WriteLine($"{_faults} faults; peak {process.PeakWorkingSet64 >> 20:N0} MiB, {Cpu():0} s of processor time");
        _folder.Delete(recursive: true);
        return _faults == 0 ? 0 : 1;
    }

    private void ReadDataset(DatasetSeeds.Seed dataset, Random random, int round)
    {
        foreach (var (name, bytes) in dataset.Files)
            File.WriteAllBytes(Path.Combine(_folder.FullName, name), random.Next(8) == 0 ? bytes : Packed(dataset.Format, Damage(name, bytes, random), random));

        var format = random.Next(4) == 0 ? "auto" : dataset.Format;
        Watch(dataset.Format, round, () => Read(Path.Combine(_folder.FullName, dataset.Files[0].Name), format));
    }

    /// <summary>Text loses tokens as well as bytes.</summary>
    private static byte[] Damage(string name, byte[] bytes, Random random) =>
        Path.GetExtension(name) is ".csv" or ".json" or ".jsonl" or ".yaml" or ".sha256" && random.Next(4) != 0 ? TokenMutations.Damage(bytes, random) : ByteMutations.Damage(bytes, random);

    /// <summary>Some of what may be compressed is, and some of that is damaged once more.</summary>
    private static byte[] Packed(string format, byte[] bytes, Random random)
    {
        if (format is not ("tar" or "idx") || random.Next(3) != 0)
            return bytes;

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);

        return random.Next(2) == 0 ? packed.ToArray() : ByteMutations.Damage(packed.ToArray(), random);
    }

    private void ReadDocument(Document document, Random random, int round)
    {
        var path = Path.Combine(_folder.FullName, document.Name);
        File.WriteAllBytes(path, Damage(document.Name, document.Bytes, random));
        Watch(document.Name, round, () => document.Read(path) is { } message && (Printable.Line(message) == message ? true : throw new InvalidOperationException($"The message is not one printable line: {message}")));
    }

    /// <summary>True when it was refused.</summary>
    private static bool Read(string path, string format)
    {
        var decoder = new SampleDecoder(Limits, new ByteBudget(Limits.PixelMemory));
        try
        {
            foreach (var sample in DatasetFormats.Open(path, format, Limits).Read(CancellationToken.None).Take(MaxSamples))
                decoder.Decode(sample, (_, _) => { }, CancellationToken.None);

            return false;
        }
        catch (DatasetException error)
        {
            return Printable.Line(error.Message) == error.Message ? true : throw new InvalidOperationException("The message is not one printable line.", error);
        }
    }

    /// <summary>True when it was refused, each of its mistakes on a printable line.</summary>
    private bool ReadConfiguration(Random random)
    {
        var path = Path.Combine(_folder.FullName, "datasetguard.yaml");
        File.WriteAllBytes(path, Damage(path, ConfigurationSeed.Bytes, random));
        try
        {
            ConfigurationFile.Read(path, ConfigurationSeed.Rules);
            return false;
        }
        catch (ConfigurationException error)
        {
            return error.Faults.All(fault => Printable.Line(fault.ToString()) == fault.ToString()) ? true : throw new InvalidOperationException("A mistake is not one printable line.", error);
        }
    }

    /// <summary>True when they were refused.</summary>
    private bool ReadFeatures(Random random)
    {
        var path = Path.Combine(_folder.FullName, "features.npy");
        File.WriteAllBytes(path, ByteMutations.Damage(NpyArrays.Rows([1, 2, 3], [4, 5, 6]), random));
        try
        {
            FeatureArray.Read(FeatureSource.Of(path));
            return false;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return true;
        }
    }

    private bool DecodeImage(byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "image"), bytes);
        var decoder = new SampleDecoder(Limits, new ByteBudget(Limits.PixelMemory));
        return decoder.Decode(new RawSample("image", new SampleContent.InMemory(bytes)), (_, _) => { }, CancellationToken.None).Fault is not null;
    }

    private void Watch(string kind, int round, Func<bool> work)
    {
        var (watch, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        try
        {
            var (rounds, refused) = _counts.GetValueOrDefault(kind);
            _counts[kind] = (rounds + 1, refused + (work() ? 1 : 0));
        }
#pragma warning disable CA1031 // Finding out what is thrown is the purpose.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Report(kind, round, error.ToString());
        }

        if (watch.Elapsed > TooLong)
            Report(kind, round, $"took {watch.Elapsed.TotalSeconds:0.0} s");
        if (GC.GetAllocatedBytesForCurrentThread() - before > TooMuch)
            Report(kind, round, $"took {(GC.GetAllocatedBytesForCurrentThread() - before) >> 20:N0} MiB");
    }

    /// <summary>Keeps the files of the round.</summary>
    private void Report(string kind, int round, string what)
    {
        _faults++;
        var kept = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"datasetguard-fuzz-{seed}-{round}")));
        foreach (var file in _folder.EnumerateFiles())
            file.CopyTo(Path.Combine(kept.FullName, file.Name), overwrite: true);

        output.WriteLine($"{kind}, round {round}, {kept.FullName}: {what}");
    }

    private static double Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>The same for every run, unlike the framework's.</summary>
    private static int HashCode(int seed, int round) => unchecked((seed * 486187739) ^ (round * 16777619));
}
