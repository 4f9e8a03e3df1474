namespace DatasetGuard.Learning.Runtime;

/// <summary>A section of an <see cref="ElfFile"/>, as its header says.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="Start">Where it begins in the file.</param>
/// <param name="Length">Bytes in the file.</param>
/// <param name="Link">The section that it refers to, such as that of its names.</param>
/// <param name="Info">Of some types how many entries it has.</param>
internal readonly record struct ElfSection(uint Type, int Start, int Length, int Link, int Info);
