using System.Text;
using global::Parquet;
using global::Parquet.Schema;

namespace DatasetGuard.Core.Tests.Datasets.Parquet;

/// <summary>Writes Parquet files with an independent library, in the layout of the Hugging Face one.</summary>
internal static class ParquetFiles
{
    /// <param name="rows">Bytes and path of the image, label; any may be null.</param>
    /// <param name="classNames">Noted in the file as the names of a ClassLabel; null writes no notes.</param>
    /// <param name="compression">Of the pages.</param>
    /// <param name="rowsPerGroup">A row group each.</param>
    public static async Task<byte[]> WriteAsync(
        IReadOnlyList<(byte[]? Bytes, string? Path, long? Label)> rows,
        string[]? classNames = null,
        CompressionMethod compression = CompressionMethod.Snappy,
        int rowsPerGroup = 3)
    {
        var label = new DataField<long?>("label");
        var schema = new ParquetSchema(new StructField("image", new DataField("bytes", typeof(byte[]), isNullable: true), new DataField("path", typeof(string), isNullable: true)), label);
        var (bytes, path) = (schema.DataFields[0], schema.DataFields[1]);
        using var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, file, new ParquetOptions { CompressionMethod = compression }))
        {
            if (classNames is not null)
                writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = Notes(classNames) };

            foreach (var group in rows.Chunk(rowsPerGroup))
            {
                using var target = writer.CreateRowGroup();
                await target.WriteAsync(bytes, group.Select(row => row.Bytes).ToArray()!);
                await target.WriteAsync(path, group.Select(row => row.Path).ToArray()!);
                await target.WriteAsync<long>(schema.DataFields[2], group.Select(row => row.Label).ToArray());
                target.CompleteValidate();
            }
        }

        return file.ToArray();
    }

    private static string Notes(string[] names)
    {
        var text = new StringBuilder("""{"info": {"features": {"image": {"_type": "Image"}, "label": {"names": [""");
        text.AppendJoin(", ", names.Select(name => $"\"{name}\""));
        return text.Append("""], "_type": "ClassLabel"}}}}""").ToString();
    }
}
