namespace DatasetGuard.Learning.Models;

/// <summary>A graph of ONNX, built node by node: the messages of onnx.proto with the numbers of their fields.</summary>
internal sealed class OnnxGraph
{
    private const int Float32 = 1;
    private const int Int64 = 7;
    private const int FloatAttribute = 1;
    private const int IntAttribute = 2;
    private const int TextAttribute = 3;
    private const int IntsAttribute = 7;
    private const int IrVersion = 8;
    private const int OperatorSet = 13;
    private const int GraphField = 7;
    private const int OutputField = 12;
    private const int MetadataField = 14;

    private readonly ProtoMessage _graph = new();

    /// <param name="type">Of the operator.</param>
    /// <param name="inputs">Names of values; an empty one for what is left out.</param>
    /// <param name="output">Name of its value.</param>
    /// <param name="attributes">A long, several longs, a float, or a text each.</param>
    /// <returns>The name of the output.</returns>
    public string Node(string type, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoMessage();
        foreach (var input in inputs)
            node.Text(1, input);

        node.Text(2, output).Text(3, output).Text(4, type);
        foreach (var (name, value) in attributes)
            node.Message(5, Attribute(name, value));

        _graph.Message(1, node);
        return output;
    }

    /// <returns>The name of the constant.</returns>
    public string Constant(string name, IReadOnlyList<long> shape, float[] values)
    {
        var tensor = new ProtoMessage();
        foreach (var size in shape)
            tensor.Number(1, size);

        _graph.Message(5, tensor.Number(2, Float32).Text(8, name).Floats(9, values));
        return name;
    }

    /// <returns>The name of the constant, a row of whole numbers.</returns>
    public string Constant(string name, long[] values)
    {
        var tensor = new ProtoMessage().Number(1, values.Length).Number(2, Int64);
        foreach (var value in values)
            tensor.Number(7, value);

        _graph.Message(5, tensor.Text(8, name));
        return name;
    }

    /// <summary>Something that goes in, of any number of rows.</summary>
    public void Input(string name, params long[] sizes) => _graph.Message(11, Value(name, sizes));

    /// <summary>Something that comes out, of any number of rows.</summary>
    public void Output(string name, params long[] sizes) => _graph.Message(OutputField, Value(name, sizes));

    public void Write(string producer, IReadOnlyDictionary<string, string> metadata, Stream output)
    {
        _graph.Text(2, "classifier");
        new ProtoMessage().Number(1, IrVersion).Text(2, producer).Message(GraphField, _graph).Message(8, new ProtoMessage().Number(2, OperatorSet)).WriteTo(output);
        WriteMetadata(metadata, output);
    }

    /// <summary>Writes another model that goes on with the nodes of this graph: its own outputs and metadata give way to those of this one.</summary>
    /// <remarks>The nodes must be such as every set of operators has that the other model may use: of the sets from 7 on.</remarks>
    /// <exception cref="InvalidDataException">The other one is no model.</exception>
    public void WriteBehind(ReadOnlyMemory<byte> model, IReadOnlyDictionary<string, string> metadata, Stream output)
    {
        // Several messages of one field are one message (protobuf.dev, Encoding, "Last One Wins").
        List<ProtoField> fields = [.. ProtoField.Of(model)];
        List<ProtoField> kept = [.. fields.Where(field => field.Number == GraphField).SelectMany(graph => ProtoField.Of(graph.Content)).Where(field => field.Number != OutputField)];
        foreach (var field in fields.Where(field => field.Number is not (GraphField or MetadataField)))
            output.Write(field.Whole.Span);

        new ProtoMessage().Head(GraphField, kept.Sum(field => (long)field.Whole.Length) + _graph.Length).WriteTo(output);
        foreach (var field in kept)
            output.Write(field.Whole.Span);

        _graph.WriteTo(output);
        WriteMetadata(metadata, output);
    }

    private static void WriteMetadata(IReadOnlyDictionary<string, string> metadata, Stream output)
    {
        foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            new ProtoMessage().Message(MetadataField, new ProtoMessage().Text(1, key).Text(2, value)).WriteTo(output);
    }

    private static ProtoMessage Value(string name, long[] sizes)
    {
        var shape = new ProtoMessage().Message(1, new ProtoMessage().Text(2, "rows"));
        foreach (var size in sizes)
            shape.Message(1, new ProtoMessage().Number(1, size));

        return new ProtoMessage().Text(1, name).Message(2, new ProtoMessage().Message(1, new ProtoMessage().Number(1, Float32).Message(2, shape)));
    }

    private static ProtoMessage Attribute(string name, object value)
    {
        var attribute = new ProtoMessage().Text(1, name);
        switch (value)
        {
            case float number:
                return attribute.Float(2, number).Number(20, FloatAttribute);
            case string text:
                return attribute.Text(4, text).Number(20, TextAttribute);
            case long number:
                return attribute.Number(3, number).Number(20, IntAttribute);
            case long[] numbers:
                foreach (var number in numbers)
                    attribute.Number(8, number);

                return attribute.Number(20, IntsAttribute);
            default:
                throw new ArgumentException($"{name} is of a type that no operator here takes.", nameof(value));
        }
    }
}
