namespace DatasetGuard.Learning.Encoders;

/// <summary>How the value of a model lies that is made one vector a picture.</summary>
public enum FeatureLayout
{
    /// <summary>One vector a picture.</summary>
    Vector,

    /// <summary>(pictures, tokens, values), averaged over the tokens.</summary>
    Tokens,

    /// <summary>(pictures, values, rows, columns), averaged over the places.</summary>
    ChannelsFirst,

    /// <summary>(pictures, rows, columns, values), averaged over the places.</summary>
    ChannelsLast,
}
