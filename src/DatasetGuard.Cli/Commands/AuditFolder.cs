using DatasetGuard.Cli.Rendering;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Reports;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Auditing.Triggers.Latent;

namespace DatasetGuard.Cli.Commands;

/// <summary>Where the reports of an audit go.</summary>
internal sealed class AuditFolder
{
    private static readonly JsonReport Findings = new();

    private readonly string _folder;

    /// <exception cref="UsageException">They cannot go there, or would take the place of a scan's.</exception>
    public AuditFolder(string folder, IReadOnlyList<string> datasets)
    {
        if (folder.Length == 0)
            throw new UsageException("--output has no name. Give a folder.");
        if (File.Exists(folder))
            throw new UsageException($"{Quote.Of(folder)} is a file. Give a folder for the reports.");
        if (ConfigurationSearch.IsInside(Path.Combine(ScanSettings.NearestFolder(folder), AuditJson.FileName), datasets))
            throw new UsageException($"The folder {Quote.Of(folder)} lies in the dataset, which would no longer be what was audited. Give one elsewhere.");
        if (File.Exists(Path.Combine(folder, Findings.FileName)) && !File.Exists(Path.Combine(folder, AuditJson.FileName)))
            throw new UsageException($"{Quote.Of(folder)} holds the reports of a scan, and both have a {Findings.FileName}. Give another folder.");

        _folder = folder;
    }

    /// <summary>All or nothing.</summary>
    /// <exception cref="ReportException">The folder cannot be written.</exception>
    public void Write(AuditReport report)
    {
        List<(string, Action<Stream>)> files = [];
        if (report.Membership is var (audit, _))
        {
            files.Add((AuditPlots.RocName, output => output.Write(AuditPlots.Roc(audit))));
            files.Add((AuditPlots.ScoresName, output => output.Write(AuditPlots.Scores(audit))));
        }

        if (report.Triggers is var (triggers, _))
        {
            files.Add((TriggerStrips.FileName, output => output.Write(TriggerStrips.Draw(triggers))));
            if (triggers.Ways.Count > 0)
                files.Add((WayStrips.FileName, output => output.Write(WayStrips.Draw(triggers))));
        }

        files.Add((AuditPage.FileName, output => AuditPage.Write(report, output)));
        files.Add((AuditMarkdown.FileName, output => AuditMarkdown.Write(report, output)));
        files.Add((Findings.FileName, output => Findings.Write(report.Judged, output)));

        // Last, for it tells that the others are there.
        files.Add((AuditJson.FileName, output => AuditJson.Write(report, output)));
        ReportFolder.Write(_folder, files);
    }
}
