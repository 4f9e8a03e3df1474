using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using SkiaSharp;

namespace DatasetGuard.Core.Caching;

/// <summary>What else results depend on besides the data: the code, and the machine's way to compute. Entries of another engine are left alone.</summary>
internal static class EngineIdentity
{
    /// <summary>SHA-256 over this build and the machine's kind.</summary>
    public static byte[] Digest { get; } = ComputeDigest();

    /// <summary>Writes the builds of an assembly and of ours that it uses: the outcome of a rule changes with their code.</summary>
    public static void WriteBuilds(RecordWriter key, Assembly assembly)
    {
        var own = assembly.GetName().Name!.Split('.')[0];
        var found = new SortedDictionary<string, Assembly>(StringComparer.Ordinal);
        Collect(assembly);
        key.WriteAll(found, (writer, pair) => writer.Write(pair.Key).Write(pair.Value.ManifestModule.ModuleVersionId));

        void Collect(Assembly one)
        {
            if (!found.TryAdd(one.FullName!, one))
                return;

            foreach (var name in one.GetReferencedAssemblies().Where(name => name.Name!.Split('.')[0] == own))
                Collect(Assembly.Load(name));
        }
    }

    /// <summary>Sums of floating-point numbers come out otherwise where vectors are wider, or where a product and a sum are rounded once.</summary>
    private static byte[] ComputeDigest()
    {
        var identity = new RecordWriter()
            .Write(typeof(EngineIdentity).Module.ModuleVersionId)
            .Write(typeof(SKCodec).Module.ModuleVersionId)
            .Write(RuntimeInformation.RuntimeIdentifier)
            .Write(Environment.Version.ToString())
            .Write(Vector128.IsHardwareAccelerated)
            .Write(Vector256.IsHardwareAccelerated)
            .Write(Vector512.IsHardwareAccelerated)
            .Write(Fma.IsSupported);
        return SHA256.HashData(identity.Bytes);
    }
}
