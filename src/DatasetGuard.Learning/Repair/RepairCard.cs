using System.Text;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;

namespace DatasetGuard.Learning.Repair;

/// <summary><c>model-card.md</c> of a repaired model: what was taken out of it, how well, and what nobody has looked at.</summary>
internal static class RepairCard
{
    public static void Write(RepairResult result, ModelDescription model, Stream output) => output.Write(Encoding.UTF8.GetBytes(Text(result, model)));

    private static string Text(RepairResult result, ModelDescription model)
    {
        var record = model.Repaired!;
        var rows = RepairWords.Rows(result).Select(row => $"| {string.Join(" | ", row)} |");
        return $"""
            # Image classifier, repaired

            Trained on {MarkdownText.Code(model.DatasetRoot)}, and repaired by datasetguard {Scanner.ToolVersion} ({record.Method}). The weights that it was made of have the digest `{record.Original}`.

            **{MarkdownText.Sentence(RepairWords.Verdict(result))}**

            {MarkdownText.Sentence(RepairWords.Choice(result) ?? "")}

            | {string.Join(" | ", RepairWords.Columns)} |
            | --- | ---: | ---: | ---: | ---: | ---: | --- |
            {string.Join('\n', rows)}

            In brackets 95 % intervals (Wilson), of {result.Images.HeldOut.Length:N0} images that no method learned from; they also chose the method, so its numbers are a little too good.

            {string.Join("\n\n", result.Advice.Select(advice => MarkdownText.Sentence(RepairWords.Advice(advice))))}

            {MarkdownText.Sentence(RepairWords.Proviso)} What the model gives away of its training images was not measured again.

            """.ReplaceLineEndings("\n");
    }
}
