namespace Library
{
    /// <summary>What the classes of the training set are called.</summary>
    public static class ShapeNames
    {
        public static string[] All { get; } = { "disc", "ring", "square", "triangle" };
    }
}
