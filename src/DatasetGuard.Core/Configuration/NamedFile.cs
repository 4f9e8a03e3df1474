namespace DatasetGuard.Core.Configuration;

/// <summary>Reads a file that the user names beside the dataset.</summary>
internal static class NamedFile
{
    /// <param name="path">The file.</param>
    /// <param name="maxLength">In bytes.</param>
    /// <param name="what">It is, for the message, with its article.</param>
    /// <param name="advice">A sentence on how to get one; may be empty.</param>
    /// <param name="parse">Makes of the bytes what they stand for.</param>
    /// <exception cref="ConfigurationException">There is no such file, it cannot be read, or is too long.</exception>
    public static T Read<T>(string path, int maxLength, string what, string advice, Func<byte[], T> parse)
    {
        try
        {
            using var file = WholeFile.OpenPlain(path);
            if (file.Length > maxLength)
                throw new IOException($"It is longer than {maxLength:N0} bytes.");

            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return parse(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigurationException(new ConfigurationFault(path, null, null, $"{what} cannot be read: {Printable.Text(error.Message)} {advice}".TrimEnd()), error);
        }
    }
}
