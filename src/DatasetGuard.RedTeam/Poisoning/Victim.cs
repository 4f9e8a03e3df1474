namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>An image that was chosen.</summary>
/// <param name="Role">Poison or cover.</param>
/// <param name="Format">The name of its format, as of a decoded image.</param>
internal sealed record Victim(PoisonRole Role, string Format)
{
    /// <summary>Files of other formats are not encoded as they were.</summary>
    public bool BecomesPng => Format is not ("jpeg" or "png" or "raw");
}
