namespace DatasetGuard.Core.Scanning;

/// <summary>A small picture of a sample, encoded, for reports that outlive the pixels.</summary>
/// <param name="MediaType">Such as <c>image/png</c>.</param>
/// <param name="Bytes">The encoded picture.</param>
/// <param name="Width">Of the whole image in pixels, which the picture is a scaled view of.</param>
/// <param name="Height">Of the whole image in pixels.</param>
/// <param name="IsNative">The picture has every pixel of the image.</param>
public sealed record Thumbnail(string MediaType, byte[] Bytes, int Width, int Height, bool IsNative);
