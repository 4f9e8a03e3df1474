namespace DatasetGuard.Core.Imaging;

/// <summary>What is known of a decoded image besides its pixels.</summary>
/// <param name="Format">Lower-case name of the encoding: <c>jpeg</c>, <c>png</c>, <c>gif</c>, <c>bmp</c>, <c>webp</c>, <c>pnm</c>, <c>tiff</c>, <c>raw</c>.</param>
/// <param name="Width">Pixels, after the EXIF orientation is applied.</param>
/// <param name="Height">Pixels, after the EXIF orientation is applied.</param>
/// <param name="IsGray">Every pixel has equal red, green and blue, however it is stored.</param>
public sealed record ImageFacts(string Format, int Width, int Height, bool IsGray);
