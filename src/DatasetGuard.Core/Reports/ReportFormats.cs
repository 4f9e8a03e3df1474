namespace DatasetGuard.Core.Reports;

/// <summary>Every format that a scan is written in.</summary>
public static class ReportFormats
{
    public static IReadOnlyList<IReportWriter> All { get; } =
    [
        new JsonReport(),
        new SarifReport(),
        new CodeScanningReport(),
        new MarkdownReport(),
        new JUnitReport(),
        new ScoresReport(),
        new QuarantineReport(),
        new ManifestReport(),
        new CroissantReport(),
        new GithubReport(),
        new MsBuildReport(),
    ];

    /// <summary>The writer of a format; null when there is none of that name.</summary>
    public static IReportWriter? Find(string format) => All.FirstOrDefault(writer => writer.Format == format);
}
