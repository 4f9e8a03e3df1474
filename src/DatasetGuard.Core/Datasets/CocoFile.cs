using System.Text.Json;

namespace DatasetGuard.Core.Datasets;

/// <summary>Reads the lists of a COCO file (cocodataset.org, "Data format") as a stream: such files have hundreds of megabytes, mostly outlines.</summary>
internal sealed class CocoFile
{
    /// <summary>One name or number; outlines are read number by number.</summary>
    private const int MaxToken = 1 << 20;

    private const int MaxDepth = 64;

    private readonly Dictionary<long, string> _categories = [];

    /// <param name="Id">Of the image.</param>
    /// <param name="File">Path of the image file.</param>
    public readonly record struct Image(long Id, string File);

    public List<Image> Images { get; } = [];

    /// <summary>The distinct categories of each image that has any.</summary>
    public Dictionary<long, SortedSet<long>> CategoriesOf { get; } = [];

    /// <summary>The name of a category; its number where the file has no name for it.</summary>
    public string NameOf(long category) => _categories.GetValueOrDefault(category, $"{category}");

    /// <exception cref="InvalidDataException">It is no JSON, lacks a list, or says one thing twice; the message says what.</exception>
    public static CocoFile Read(Stream stream, CancellationToken cancellationToken)
    {
        var file = new CocoFile();
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth });
        var record = new CocoRecord();
        var buffer = new byte[1 << 16];
        var length = 0;
        for (var isLast = false; !isLast;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length < MaxToken ? 2 * buffer.Length : throw new InvalidDataException($"a name or number is longer than {MaxToken:N0} bytes"));

            var read = stream.Read(buffer, length, buffer.Length - length);
            length += read;
            isLast = read == 0;
            var used = Feed(buffer.AsSpan(0, length), isLast, ref state, record, file);
            buffer.AsSpan(used, length - used).CopyTo(buffer);
            length -= used;
        }

        return record.HasImages && record.HasAnnotations ? file : throw new InvalidDataException("it has no list of images, or none of annotations; a Croissant file is given beside the data, with --croissant");
    }

    private static int Feed(ReadOnlySpan<byte> bytes, bool isLast, ref JsonReaderState state, CocoRecord record, CocoFile file)
    {
        try
        {
            var json = new Utf8JsonReader(bytes, isLast, state);
            while (json.Read())
            {
                if (record.Take(ref json))
                    file.Add(record);
            }

            state = json.CurrentState;
            return (int)json.BytesConsumed;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException(error.Message.Split('\n')[0].TrimEnd('.'), error);
        }
    }

    private void Add(CocoRecord record)
    {
        switch (record.List)
        {
            case "images":
                Images.Add(new Image(record.Id ?? throw Lacks("images", "id"), record.FileName ?? throw Lacks("images", "file_name")));
                break;
            case "categories" when !_categories.TryAdd(record.Id ?? throw Lacks("categories", "id"), record.Name ?? throw Lacks("categories", "name")):
                throw new InvalidDataException($"two categories have the id {record.Id}");
            case "annotations" when record.CategoryId is { } category:
                var image = record.ImageId ?? throw Lacks("annotations", "image_id");
                if (!CategoriesOf.TryGetValue(image, out var categories))
                    CategoriesOf.Add(image, categories = []);

                categories.Add(category);
                break;
        }
    }

    private static InvalidDataException Lacks(string list, string key) => new($"an object in '{list}' lacks its {key}");
}
