using DatasetGuard.Core.Reports;

namespace DatasetGuard.Learning.Screening;

/// <summary><c>scores.csv</c>: every image that was screened, for people who want to cut differently.</summary>
public static class ScreenScores
{
    public const string FileName = "scores.csv";

    public static void Write(ScreenResult result, Stream output)
    {
        using var table = new CsvTable(output);
        foreach (var header in (string[])["path", "answer", .. result.RestoredAnswers is null ? [] : (string[])["answer_through_autoencoder"], .. result.Detectors.SelectMany(Columns), "suspected_by"])
            table.Add(header);

        table.EndRow();
        foreach (var (image, sample) in result.Data.Samples.Index())
        {
            table.Add(sample.Id);
            table.Add(result.NameOf(result.Answers[image]));
            if (result.RestoredAnswers is { } restored)
                table.Add(result.NameOf(restored[image]));
            foreach (var detector in result.Detectors)
            {
                table.Add(detector.Key == Strip.Name ? -detector.Scores[image] : detector.Scores[image]);
                table.Add(detector.PValues[image]);
            }

            table.Add(string.Join(';', result.Detectors.Where(detector => detector.Suspects(image)).Select(detector => detector.Key)));
            table.EndRow();
        }
    }

    private static string[] Columns(DetectorResult detector) => [detector.Key == Strip.Name ? "strip_entropy" : "reconstruction_error", $"{detector.Key}_p"];
}
