using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Training;

/// <summary>Tells runs apart: two of the same fingerprint go the same way.</summary>
internal static class RunFingerprint
{
    public static string Of(NetworkShape shape, TrainingImages data, TrainingRecipe recipe)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // How many threads judge changes nothing.
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new { shape, recipe = recipe with { Jobs = 1 }, data.Classes, isTaught = data.Targets is not null }));
        foreach (var numbers in (int[][])[data.Labels, data.Training, data.Holdout])
            hash.AppendData(MemoryMarshal.AsBytes(numbers.AsSpan()));

        hash.AppendData(MemoryMarshal.AsBytes((data.Weights ?? []).AsSpan()));
        data.Images.AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
