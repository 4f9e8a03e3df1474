namespace DatasetGuard.Learning.Membership;

/// <summary>Tables in one piece of memory, row by row.</summary>
internal static class Rows
{
    /// <summary>Values in a row; 0 of none.</summary>
    /// <exception cref="ArgumentException">They do not divide into so many rows.</exception>
    public static int Width(int values, int rows)
    {
        if (rows == 0 ? values != 0 : values % rows != 0)
            throw new ArgumentException($"{values} values are not a whole number for each of {rows} samples.", nameof(values));

        return rows == 0 ? 0 : values / rows;
    }
}
