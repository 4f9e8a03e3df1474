using System.Text.Json;

namespace DatasetGuard.Core.Datasets;

/// <summary>The few values that matter of one object in one of the lists of a COCO file, gathered token by token.</summary>
internal sealed class CocoRecord
{
    private const int ListDepth = 1;
    private const int ObjectDepth = 2;
    private const int ValueDepth = 3;

    private string? _key;

    /// <summary>Name of the list that the object is in.</summary>
    public string? List { get; private set; }

    public bool HasImages { get; private set; }

    public bool HasAnnotations { get; private set; }

    public long? Id { get; private set; }

    public long? ImageId { get; private set; }

    public long? CategoryId { get; private set; }

    public string? FileName { get; private set; }

    public string? Name { get; private set; }

    /// <summary>Takes a token; true when it ends an object of a list, whose values then are here.</summary>
    public bool Take(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.PropertyName when json.CurrentDepth == ListDepth:
                List = json.GetString();
                break;
            case JsonTokenType.PropertyName when json.CurrentDepth == ValueDepth:
                _key = json.GetString();
                break;
            case JsonTokenType.StartArray when json.CurrentDepth == ListDepth:
                HasImages |= List == "images";
                HasAnnotations |= List == "annotations";
                break;
            case JsonTokenType.StartObject when json.CurrentDepth == ObjectDepth:
                (Id, ImageId, CategoryId, FileName, Name) = (null, null, null, null, null);
                break;
            case JsonTokenType.EndObject:
                return json.CurrentDepth == ObjectDepth;
            case JsonTokenType.Number or JsonTokenType.String when json.CurrentDepth == ValueDepth:
                TakeValue(ref json);
                break;
        }

        return false;
    }

    private void TakeValue(ref Utf8JsonReader json)
    {
        switch (_key)
        {
            case "id":
                Id = Number(ref json);
                break;
            case "image_id":
                ImageId = Number(ref json);
                break;
            case "category_id":
                CategoryId = Number(ref json);
                break;
            case "file_name" when json.TokenType == JsonTokenType.String:
                FileName = json.GetString();
                break;
            case "name" when json.TokenType == JsonTokenType.String:
                Name = json.GetString();
                break;
        }
    }

    /// <summary>Some tools write ids as text.</summary>
    private long Number(ref Utf8JsonReader json)
    {
        long number;
        var isNumber = json.TokenType == JsonTokenType.Number ? json.TryGetInt64(out number) : long.TryParse(json.GetString(), out number);
        return isNumber ? number : throw new InvalidDataException($"the {_key} of an object in '{Printable.Text(List ?? "")}' is no whole number");
    }
}
