namespace DatasetGuard.RedTeam.Triggers;

public enum PatchPattern
{
    /// <summary>Three by three black and white fields, white in the corners.</summary>
    Checker,

    White,

    /// <summary>One colour that the seed draws.</summary>
    RandomColour,

    /// <summary>One white pixel.</summary>
    Pixel,
}
