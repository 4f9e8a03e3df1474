namespace DatasetGuard.RedTeam.Triggers;

/// <summary>Figures in a circle of radius 1 around the origin.</summary>
internal static class ShapeOutline
{
    private const double StarDepth = 0.45;
    private const double CrossArm = 0.34;

    /// <summary>Whether a point lies in the figure.</summary>
    public static bool Contains(ShapeKind kind, double x, double y) => kind switch
    {
        ShapeKind.Circle => (x * x) + (y * y) <= 1,
        ShapeKind.Cross => Math.Min(Math.Abs(x), Math.Abs(y)) <= CrossArm && Math.Max(Math.Abs(x), Math.Abs(y)) <= Math.Sqrt(1 - (CrossArm * CrossArm)),
        ShapeKind.Star => IsInside(x, y, 10, StarDepth),
        ShapeKind.Pentagon => IsInside(x, y, 5, 1),
        ShapeKind.Square => IsInside(x, y, 4, 1),
        _ => IsInside(x, y, 3, 1),
    };

    /// <summary>Counts the sides of a polygon that a ray to the right crosses; every second corner stands at <paramref name="depth"/>.</summary>
    private static bool IsInside(double x, double y, int corners, double depth)
    {
        var inside = false;
        for (var i = 0; i < corners; i++)
        {
            var (ax, ay) = Corner(i, corners, depth);
            var (bx, by) = Corner((i + 1) % corners, corners, depth);
            if (ay > y != by > y && x < ax + ((bx - ax) * (y - ay) / (by - ay)))
                inside = !inside;
        }

        return inside;
    }

    private static (double X, double Y) Corner(int i, int corners, double depth)
    {
        var (sin, cos) = Math.SinCos(2 * Math.PI * i / corners);
        var radius = i % 2 == 0 ? 1 : depth;
        return (radius * sin, -radius * cos);
    }
}
