namespace DatasetGuard.Learning.Models;

/// <summary>That a model was made of another one, and how.</summary>
/// <param name="Method">As <c>repair --method</c> has it.</param>
/// <param name="Original">SHA-256 of the file with the other one's weights, in lower-case hexadecimal.</param>
/// <param name="Targets">Classes of the triggers that were to be taken out.</param>
/// <param name="DataDigest">Of the images that served.</param>
public sealed record RepairRecord(string Method, string Original, IReadOnlyList<string> Targets, string DataDigest);
