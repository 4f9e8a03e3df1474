using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace DatasetGuard.Learning.Runtime;

/// <summary>Keeps oneDNN, which convolves for libtorch, from taking the processor's caches for ones of a single byte.</summary>
/// <remarks>
/// AMD's processors tell the sizes of their caches in leaf 8000001D of CPUID, and some virtual machines leave it empty. oneDNN 3.7.1 reads three levels of one byte out of that (<c>Xbyak::util::Cpu::setCacheHierarchy</c>), and plans with it:
/// of 2,880 convolutions of 1 to 64 channels 896 had wrong outputs or slopes, by a tenth to all of their size (its reorders, most likely in <c>prb_block_for_cache</c>, put the zeros that fill a block of channels onto values that count), and
/// where threads plan convolutions of new sizes at once one now and then writes to no address (<c>brgemm_convolution_fwd_t::pd_t::init_batch</c>), which ends the process. Of caches of which it knows nothing oneDNN takes what is usual
/// (<c>platform::get_per_core_cache_size</c>), and all of these were right; so it is made to know nothing.
/// </remarks>
internal static unsafe class CacheSizes
{
    private const string Exported = "_ZN2at13globalContextEv";
    private const string SizeOfCache = "_ZN4dnnl4impl3cpu8platform23get_per_core_cache_sizeEi";
    private const string Processor = "_ZZN4dnnl4impl3cpu3x643cpuEvE4cpu_";

    // Where Xbyak::util::Cpu keeps the size of its first cache and the number of levels, in 32-bit words.
    private const int FirstSize = 0x1C / 4;
    private const int Levels = 0x6C / 4;

    // No processor has less: those with AVX have 32 KB.
    private const uint LeastSize = 8192;

    /// <summary>Whether this is a processor of AMD's that does not tell the sizes of its caches.</summary>
    public static bool AreHidden
    {
        get
        {
            const int Vendor = 0;
            const int LastExtended = unchecked((int)0x8000_0000);
            const int Caches = unchecked((int)0x8000_001D);
            const int TypeBits = 0x1F;
            if (!X86Base.IsSupported)
                return false;

            var (_, first, third, second) = X86Base.CpuId(Vendor, 0);
            var name = Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>(new[] { first, second, third }));
            return name == "AuthenticAMD" && (uint)X86Base.CpuId(LastExtended, 0).Eax >= unchecked((uint)Caches) && (X86Base.CpuId(Caches, 0).Eax & TypeBits) == 0;
        }
    }

    /// <summary>Makes the oneDNN inside a libtorch that is loaded take the usual sizes where it has none.</summary>
    /// <param name="handle">Of <paramref name="library"/>.</param>
    /// <param name="library">The file that oneDNN is part of.</param>
    /// <returns>Whether the sizes it goes by now are ones that a cache can have.</returns>
    public static bool Correct(nint handle, string library)
    {
        if (Find(handle, library) is not var (function, processor))
            return false;

        // The first call makes the object.
        var size = (delegate* unmanaged<int, uint>)function;
        if (size(1) >= LeastSize)
            return true;

        var words = (int*)processor;
        var levels = words[Levels];
        if (levels != 3 || words[FirstSize] != (int)size(1))
            return false;

        words[Levels] = 0;
        if (size(1) >= LeastSize)
            return true;

        words[Levels] = levels;
        return false;
    }

    private static (nint SizeOfCache, nint Processor)? Find(nint handle, string library)
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryGetExport(handle, Exported, out var exported))
            return null;

        using var stream = File.OpenRead(library);
        if (stream.Length > int.MaxValue)
            return null;

        using var file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* content = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref content);
        try
        {
            var bytes = new ReadOnlySpan<byte>(content, (int)stream.Length);
            return ElfSymbols.Find(bytes, Exported) is { } known && ElfSymbols.Find(bytes, SizeOfCache) is { } size && ElfSymbols.Find(bytes, Processor) is { } processor
                ? ((nint)(exported - known + size), (nint)(exported - known + processor))
                : null;
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
