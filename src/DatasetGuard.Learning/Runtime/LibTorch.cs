using System.Runtime.InteropServices;
using TorchSharp;

namespace DatasetGuard.Learning.Runtime;

/// <summary>Finds and loads libtorch before the first TorchSharp type is touched, and says in one line why it cannot.</summary>
/// <remarks>
/// TorchSharp left alone answers a missing library by copying 480 MB of natives about and then blaming a package reference.
/// Its own library wants the symbol version GLIBCXX_3.4.32 (GCC 13), which Debian 12 and Ubuntu 22.04 lack, for one symbol that nothing
/// calls; where the system's libstdc++ is too old, a copy of that library in which the version is marked weak is loaded instead.
/// </remarks>
public static partial class LibTorch
{
    private const string NewestVersion = "GLIBCXX_3.4.32";
    private static readonly Lock Gate = new();
    private static bool _loaded;

    private static string Platform { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>Loads libtorch once; cheap afterwards.</summary>
    /// <exception cref="BackendUnavailableException">It is not there, or does not load.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (_loaded)
                return;

            Load(AppContext.BaseDirectory, DefaultCacheFolder());
            torch.set_num_threads(1);
            _loaded = true;
        }
    }

    /// <summary>Loads the natives that lie beside or under <paramref name="applicationFolder"/>.</summary>
    internal static void Load(string applicationFolder, string cacheFolder)
    {
        var names = LibraryNames();
        var folder = FindNatives(applicationFolder, names)
            ?? throw new BackendUnavailableException(
                $"libtorch is missing: {names[^1]} is neither in '{applicationFolder}' nor in its runtimes/{Platform}/native. "
                + "Install the DatasetGuard package of your platform (linux-x64, win-x64 or osx-arm64), or scan on one of these.");

        // Work is spread over threads by whole blocks of images. Threads inside a product would only spin beside them.
        SetNativeEnvironment("OMP_NUM_THREADS", "1");
        SetNativeEnvironment("OMP_WAIT_POLICY", "PASSIVE");

        KeepFreedMemory();
        foreach (var name in names[..^1])
            LoadLibrary(Path.Combine(folder, name));

        KeepWarningsBack(Path.Combine(folder, names[0]));
        KeepConvolutionsRight(Path.Combine(folder, names[1]));
        LoadTorchSharp(Path.Combine(folder, names[^1]), cacheFolder);
    }

    private static void LoadTorchSharp(string path, string cacheFolder)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (DllNotFoundException error) when (OperatingSystem.IsLinux() && error.Message.Contains(NewestVersion))
        {
            LoadLibrary(WeakenedCopy(path, cacheFolder));
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw Unloadable(path, error);
        }
    }

    private static void LoadLibrary(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw Unloadable(path, error);
        }
    }

    private static BackendUnavailableException Unloadable(string path, Exception error)
    {
        var reason = error.Message.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0 && line.Contains(Path.GetFileName(path)));
        return new BackendUnavailableException($"libtorch does not load: {reason ?? error.Message.Split('\n')[0]}. Reinstall DatasetGuard for {Platform}.", error);
    }

    /// <summary>The copy is named by its content, alone in its folder, and put there by a rename, so that scans can share it.</summary>
    internal static string WeakenedCopy(string path, string cacheFolder)
    {
        try
        {
            var library = File.ReadAllBytes(path);
            var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(library))[..16];
            ElfSymbolVersions.MarkWeak(library, NewestVersion);
            var copy = Path.Combine(cacheFolder, digest, Path.GetFileName(path));
            if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(library))
                return copy;

            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            Replace(copy, library);
            return copy;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new BackendUnavailableException(
                $"This system's libstdc++ lacks {NewestVersion}, and the adapted copy of {Path.GetFileName(path)} cannot be written to '{cacheFolder}': {error.Message} "
                + "Set XDG_CACHE_HOME to a folder that can be written, or install GCC 13's libstdc++.",
                error);
        }
    }

    private static void Replace(string path, byte[] bytes)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string? FindNatives(string applicationFolder, string[] names)
    {
        string[] folders = [applicationFolder, Path.Combine(applicationFolder, "runtimes", Platform, "native")];
        return Array.Find(folders, folder => names.All(name => File.Exists(Path.Combine(folder, name))));
    }

    /// <summary>In the order of their dependencies, TorchSharp's own library last.</summary>
    private static string[] LibraryNames()
    {
        if (OperatingSystem.IsWindows())
            return ["c10.dll", "torch_cpu.dll", "torch.dll", "LibTorchSharp.dll"];

        var extension = OperatingSystem.IsMacOS() ? "dylib" : "so";
        return [$"libc10.{extension}", $"libtorch_cpu.{extension}", $"libtorch.{extension}", $"libLibTorchSharp.{extension}"];
    }

    private static string DefaultCacheFolder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } configured ? configured
            : home.Length > 0 ? Path.Combine(home, ".cache")
            : Path.GetTempPath();
        return Path.Combine(cache, "datasetguard", "libtorch");
    }

    private static void SetNativeEnvironment(string name, string value)
    {
        // .NET keeps its own copy of the environment on Unix; OpenMP reads the C library's. A value the user has set stands.
        if (!OperatingSystem.IsWindows())
            _ = SetEnv(name, value, 0);
    }

    /// <summary>
    /// Training asks for and frees the same megabytes at every step. The C library would give them back to the system each time and get them again as
    /// zeroed pages: an eighth of the processor time.
    /// </summary>
    private static void KeepFreedMemory()
    {
        const int TrimThreshold = -1;
        const int MapThreshold = -3;
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library) || !NativeLibrary.TryGetExport(library, "mallopt", out _))
            return;

        // A library without it, or that takes other values, is as quick as it was.
        _ = MallOpt(MapThreshold, 1 << 25);
        _ = MallOpt(TrimThreshold, int.MaxValue);
    }

    /// <summary>
    /// Of a processor that one of its parts does not know libtorch says so on stderr, for every layer that sees a single picture, and goes on with another part. Its errors are exceptions. What it logs is for programs in
    /// Python to set by a variable; others have to ask for it to be read.
    /// </summary>
    private static unsafe void KeepWarningsBack(string library)
    {
        SetNativeEnvironment("TORCH_CPP_LOG_LEVEL", "ERROR");
        if (!OperatingSystem.IsWindows() && NativeLibrary.TryLoad(library, out var handle) && NativeLibrary.TryGetExport(handle, "_ZN3c1011initLoggingEv", out var readVariable))
            ((delegate* unmanaged<void>)readVariable)();
    }

    /// <summary>Where the processor hides the sizes of its caches, and they cannot be set right, convolutions do without the instructions that are planned by them. It takes five times as long.</summary>
    private static void KeepConvolutionsRight(string library)
    {
        const string Instructions = "ONEDNN_MAX_CPU_ISA";
        if (!CacheSizes.AreHidden || (NativeLibrary.TryLoad(library, out var handle) && CacheSizes.Correct(handle, library)))
            return;

        SetNativeEnvironment(Instructions, "SSE41");
        if (OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable(Instructions) is null)
            Environment.SetEnvironmentVariable(Instructions, "SSE41");
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
