using System.Formats.Tar;
using System.Text;
using DatasetGuard.Core.Tests.Datasets.Parquet;

namespace DatasetGuard.Core.Tests.Datasets;

/// <summary>One small sound dataset of every kind, to be damaged.</summary>
internal static class DatasetSeeds
{
    /// <param name="Format">As <c>--dataset-format</c> names it.</param>
    /// <param name="Files">The first one is opened; the others lie beside it.</param>
    public sealed record Seed(string Format, params (string Name, byte[] Bytes)[] Files)
    {
        /// <summary>Feature vectors in the place of images.</summary>
        public bool HoldsVectors { get; init; }
    }

    /// <param name="png">An image for those that hold image files.</param>
    public static async Task<Seed[]> AllAsync(byte[] png)
    {
        (byte[]?, string?, long?)[] rows = [(png, "1.png", 0), (png, null, 1), (null, "3.png", null), (png, "4.png", 5)];
        return
        [
            new Seed("tar", ("data.tar", Tar(png, TarEntryFormat.Pax))),
            new Seed("tar", ("data.tar", Tar(png, TarEntryFormat.Gnu))),
            new Seed("tar", ("cifar.tar", Tar(("cifar/test_batch.bin", new byte[2 * 3073]), ("cifar/batches.meta.txt", "airplane\ncar\n"u8.ToArray())))),
            new Seed("zip", ("data.zip", NpyArrays.Zip(("my/cat/1.png", png), ("my/dog/2.png", png), ("my/notes.txt", [1])))),
            new Seed("npy", ("data.npz", NpyArrays.Npz(
                ("x_train", NpyArrays.Npy("<f4", "2, 2, 2", NpyArrays.Floats(0, 0.5f, 1, 0, 0, 0, 1, 1))), ("y_train", NpyArrays.Npy("<i8", "2, 1", new byte[16]))))),
            new Seed("npy", ("images.npy", NpyArrays.Npy("|u1", "3, 2, 2", new byte[12], isFortran: true)), ("labels.npy", NpyArrays.Npy("<U2", "3,", new byte[24]))),
            new Seed("npy", ("features.npy", NpyArrays.Npy("<f8", "3, 2", new byte[48], isFortran: true)), ("labels.npy", NpyArrays.Npy("|u1", "3,", [0, 1, 0]))) { HoldsVectors = true },
            new Seed("npy", ("data.npz", NpyArrays.Npz(("x", NpyArrays.Npy("<f2", "2, 3", new byte[12])), ("y", NpyArrays.Npy("|u1", "2,", [0, 1]))))) { HoldsVectors = true },
            new Seed("idx", ("a-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, .. new byte[8]]), ("a-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 1, 0])),
            new Seed("cifar", ("test_batch.bin", new byte[2 * 3073]), ("batches.meta.txt", "airplane\ncar\n"u8.ToArray())),
            new Seed("parquet", ("train.parquet", await ParquetFiles.WriteAsync(rows, ["cat", "dog"]))),
            new Seed("parquet", ("train.parquet", await ParquetFiles.WriteAsync(rows, compression: global::Parquet.CompressionMethod.None))),
            new Seed("parquet", ("train.parquet", await ParquetFiles.WriteAsync(rows, compression: global::Parquet.CompressionMethod.Gzip))),
            new Seed("parquet", ("train.parquet", await ParquetFiles.WriteAsync(rows, compression: global::Parquet.CompressionMethod.Brotli))),
            new Seed("coco", ("labels.json", Encoding.UTF8.GetBytes("""
                {"images": [{"id": 1, "file_name": "1.png"}, {"id": 2, "file_name": "../2.png"}], "categories": [{"id": 3, "name": "cat"}],
                 "annotations": [{"image_id": 1, "category_id": 3, "bbox": [1, 2.5, 3e2, -4], "segmentation": [[1, 2]], "x": {"y": null, "z": "\u00e9"}}]}
                """)), ("1.png", png)),
            new Seed("csv", ("labels.csv", "path,label,split\n1.png,\"c\"\"at\",train\n\"1.png\",dog\n../2.png,cat\n"u8.ToArray()), ("1.png", png)),
            new Seed("jsonl", ("labels.jsonl", "{\"path\": \"1.png\", \"label\": 3}\n{\"file\": \"1.png\", \"label\": \"\\u00e9\", \"split\": \"test\"}\n"u8.ToArray()), ("1.png", png)),
        ];
    }

    private static byte[] Tar(params (string Name, byte[] Bytes)[] members)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in members)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return bytes.ToArray();
    }

    private static byte[] Tar(byte[] png, TarEntryFormat format)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, format, leaveOpen: true))
        {
            foreach (var name in (string[])["cat/1.png", $"cat/{new string('n', 180)}.png", "cat/1.cls"])
            {
                using var data = new MemoryStream(png);
                tar.WriteEntry(format == TarEntryFormat.Pax
                    ? new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data }
                    : new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
            }
        }

        return bytes.ToArray();
    }
}
