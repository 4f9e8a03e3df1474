using System.Diagnostics;
using DatasetGuard.Core.Reports.Html;
using DatasetGuard.Tests.Browser;

namespace DatasetGuard.Benchmarks.Reports;

/// <summary>How large the page of a large scan is, and how long a browser takes to open it and to draw its map.</summary>
internal static class ReportSpeed
{
    private const int Samples = 50_000;
    private const int Runs = 5;
    private const double MostSeconds = 2;

    public static async Task<int> RunAsync(TextWriter output)
    {
        if (Chromium.FindProgram() is not { } program)
        {
            await Console.Error.WriteLineAsync("No Chromium is here: install Debian's package chromium, or name one in DATASETGUARD_CHROMIUM.");
            return 1;
        }

        var folder = Directory.CreateTempSubdirectory("datasetguard-report-");
        try
        {
            var path = Path.Combine(folder.FullName, "report.html");
            var written = Write(path);
            var runs = new List<(double Load, double Map, double Redraw)>();
            await using (var chromium = await Chromium.StartAsync(program))
            {
                for (var run = 0; run < Runs; run++)
                    runs.Add(await MeasureAsync(chromium, path));
            }

            var load = Median(runs.Select(run => run.Load));
            var size = new FileInfo(path).Length;
            await output.WriteLineAsync($"| report.html of {Samples:N0} samples | |");
            await output.WriteLineAsync("| --- | --- |");
            await output.WriteLineAsync($"| size | {size / 1e6:F1} MB (limit {HtmlReport.MaxBytes / 1e6:F0}) |");
            await output.WriteLineAsync($"| written in | {written.TotalSeconds:F1} s |");
            await output.WriteLineAsync($"| opened, median of {Runs} | {load:F2} s (limit {MostSeconds:F0}) |");
            await output.WriteLineAsync($"| map read and drawn first | {Median(runs.Select(run => run.Map)):F2} s |");
            await output.WriteLineAsync($"| map drawn again, as when it is moved | {Median(runs.Select(run => run.Redraw)) * 1000:F0} ms |");
            return load <= MostSeconds && size <= HtmlReport.MaxBytes ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TimeSpan Write(string path)
    {
        var scan = LargeScan.Of(Samples);
        var started = Stopwatch.GetTimestamp();
        using var file = File.Create(path);
        new HtmlReport().Write(scan, file);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>From the request to the end of the load event and the frame after it, when all is laid out and answers.</summary>
    private static async Task<(double Load, double Map, double Redraw)> MeasureAsync(Chromium chromium, string path)
    {
        var page = await chromium.OpenAsync();
        await page.GoAsync(path);
        var load = await page.EvaluateAsync<double>("new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))");
        var map = await page.EvaluateAsync<double>("new Promise(done => { const start = performance.now(); document.querySelector('#map').scrollIntoView(); const wait = () => document.querySelector('#map-legend').childElementCount > 0 ? done(performance.now() - start) : setTimeout(wait, 5); wait(); })");
        var redraw = await page.EvaluateAsync<double>("(() => { const start = performance.now(); for (let i = 0; i < 10; i++) document.querySelector('[data-zoom=\"2\"]').click(); return (performance.now() - start) / 10; })()");
        await page.CloseAsync();
        return (load / 1000, map / 1000, redraw / 1000);
    }

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }
}
