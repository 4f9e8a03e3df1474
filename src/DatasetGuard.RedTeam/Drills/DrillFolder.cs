using DatasetGuard.Core.Reports;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>Puts a drill into a folder: page, table, heat map and data.</summary>
public static class DrillFolder
{
    /// <exception cref="ReportException">The folder cannot be written.</exception>
    public static void Write(DrillResult result, string folder) => ReportFolder.Write(
        folder,
        [
            (DrillHeatMap.FileName, output => output.Write(DrillHeatMap.Draw(result))),
            (DrillPage.FileName, output => DrillPage.Write(result, output)),
            (DrillMarkdown.FileName, output => DrillMarkdown.Write(result, output)),

            // Last, for it tells that the others are there.
            (DrillJson.FileName, output => DrillJson.Write(result, output)),
        ]);
}
