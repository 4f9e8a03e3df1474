namespace DatasetGuard.Learning.Training;

/// <summary>Random numbers for one purpose in one place of a run. None goes on from another, so that a run can begin at any epoch.</summary>
internal static class Streams
{
    /// <param name="seed">Of the run.</param>
    /// <param name="place">Purpose, epoch, batch and so on.</param>
    public static Random For(int seed, params ReadOnlySpan<int> place)
    {
        // FNV-1a by whole numbers, with the finaliser of MurmurHash3: neighbouring places must not give neighbouring seeds.
        var hash = 14695981039346656037UL ^ unchecked((uint)seed);
        foreach (var number in place)
            hash = unchecked((hash ^ (uint)number) * 1099511628211UL);

        hash = unchecked((hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL);
        return new Random((int)(hash >> 33));
    }

    /// <summary>What the numbers are for.</summary>
    public static class Purpose
    {
        public const int Order = 1;
        public const int Passes = 2;
        public const int Changes = 3;
        public const int Dropout = 4;
        public const int Holdout = 5;
        public const int Folds = 6;
        public const int Mix = 7;
        public const int Shadows = 8;
        public const int Canaries = 9;
        public const int Triggers = 10;
        public const int Repair = 11;
        public const int Screening = 12;
    }
}
