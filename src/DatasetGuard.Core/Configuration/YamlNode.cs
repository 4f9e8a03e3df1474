namespace DatasetGuard.Core.Configuration;

/// <summary>A value of a YAML file with its place.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }

    /// <summary>True for a key that is followed by nothing, as when all that stood below it is commented out.</summary>
    public virtual bool IsNothing => false;
}

/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Text">Without quotes. Words such as <c>off</c> and <c>1</c> stay text: what they mean is the key's business.</param>
/// <param name="IsQuoted">True for text in quotes and for blocks.</param>
internal sealed record YamlScalar(int Line, int Column, string Text, bool IsQuoted) : YamlNode(Line, Column)
{
    public override string Kind => "a single value";

    public override bool IsNothing => !IsQuoted && Text is "" or "~" or "null";
}

internal sealed record YamlList(int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column)
{
    public override string Kind => "a list";
}

internal sealed record YamlMap(int Line, int Column, IReadOnlyList<(YamlScalar Key, YamlNode Value)> Pairs) : YamlNode(Line, Column)
{
    public override string Kind => "a mapping";
}
