using System.Globalization;
using System.Text.RegularExpressions;
using DatasetGuard.Benchmarks.Backdoors;
using DatasetGuard.Benchmarks.Builds;
using DatasetGuard.Benchmarks.Change;
using DatasetGuard.Benchmarks.Collisions;
using DatasetGuard.Benchmarks.Duplicates;
using DatasetGuard.Benchmarks.Exposure;
using DatasetGuard.Benchmarks.Fuzzing;
using DatasetGuard.Benchmarks.Generalisation;
using DatasetGuard.Benchmarks.Repair;
using DatasetGuard.Benchmarks.Reports;
using DatasetGuard.Benchmarks.Reversal;
using DatasetGuard.Benchmarks.Samples;
using DatasetGuard.Benchmarks.Screening;
using DatasetGuard.Benchmarks.Speed;
using DatasetGuard.Benchmarks.Triggers;

return args switch
{
    ["triggers", var data, .. var rest] => Study(data, rest),
    ["few-classes", var data, .. var rest] => FewClasses(data, rest),
    ["traces", var data, .. var rest] => Traces(data, rest),
    ["delta", var data, .. var sets] => Delta(data, sets),
    ["backdoors", var data, .. var rest] => Backdoors(data, rest),
    ["draws", var data, .. var rest] => Draws(data, rest),
    ["generalisation", var data, .. var rest] => Generalisation(data, rest),
    ["exposure", var data, .. var rest] => Exposure(data, rest),
    ["collisions", var data] => Collisions(data),
    ["sample", var output, .. [] or ["clean" or "splits"]] => SampleCommand.Run(output, args.ElementAtOrDefault(2) ?? "poisoned"),
    ["speed", var data] => Speed(data),
    ["many-classes", var data] => ManyClasses(data),
    ["hygiene", var data] => Hygiene(data),
    ["training"] => Training(),
    ["report"] => await ReportSpeed.RunAsync(Console.Out),
    ["audit", var data] => Audit(data),
    ["reversal", var data, .. var rest] => Reversal(data, rest),
    ["screen", var data, .. var rest] => Screening(data, rest),
    ["repair", var data, .. var rest] => Repair(data, rest),
    ["cache", var data] => Cache(data),
    ["builds", var data] => Builds(data),
    ["decode", var path, var threads] => SkiaDecode.Run(path, int.Parse(threads, CultureInfo.InvariantCulture)),
    ["fuzz", var seconds, .. [] or [_] or [_, _]] => await new FuzzCommand(args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 1, Console.Out).RunAsync(double.Parse(seconds, CultureInfo.InvariantCulture), args.Length > 2 ? args[2] : null),
    ["duplicates"] => Duplicates("1000000"),
    ["duplicates", var count] => Duplicates(count),
    ["stages", .. { Length: > 0 } paths] => Stages(paths),
    _ => Usage(),
};

static int Study(string data, string[] rest)
{
    var only = rest.FirstOrDefault(arg => arg.StartsWith("--only=", StringComparison.Ordinal))?["--only=".Length..] ?? "";
    TriggerStudy.Run(data, Console.Out, [.. rest.Where(arg => !arg.StartsWith('-'))], new Regex(only, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
    return 0;
}

static int Traces(string data, string[] rest)
{
    var (sets, _, only) = Choice(rest);
    TraceStudy.Run(data, Console.Out, sets, only);
    return 0;
}

static int Delta(string data, string[] sets)
{
    DeltaStudy.Run(data, Console.Out, sets);
    return 0;
}

static int Backdoors(string data, string[] rest)
{
    var (sets, seeds, only) = Choice(rest);
    BackdoorStudy.Run(data, Console.Out, sets, seeds, only);
    return 0;
}

static int FewClasses(string data, string[] rest)
{
    var (sets, seeds, _) = Choice(rest);
    FewClassesStudy.Run(data, Console.Out, sets, seeds);
    return 0;
}

static int Draws(string data, string[] rest)
{
    var (sets, seeds, _) = Choice(rest);
    DrawStudy.Run(data, Console.Out, sets, seeds, Number("--size="), Number("--classes="));
    return 0;

    int? Number(string option) => rest.FirstOrDefault(arg => arg.StartsWith(option, StringComparison.Ordinal)) is { } given ? int.Parse(given[option.Length..], CultureInfo.InvariantCulture) : null;
}

static (string[] Sets, int[] Seeds, Regex Only) Choice(string[] rest)
{
    var only = rest.FirstOrDefault(arg => arg.StartsWith("--only=", StringComparison.Ordinal))?["--only=".Length..] ?? "";
    var seeds = rest.FirstOrDefault(arg => arg.StartsWith("--seeds=", StringComparison.Ordinal))?["--seeds=".Length..] ?? "1,2,3";
    return (
        [.. rest.Where(arg => !arg.StartsWith('-'))],
        [.. seeds.Split(',').Select(seed => int.Parse(seed, CultureInfo.InvariantCulture))],
        new Regex(only, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
}

static int Generalisation(string data, string[] rest)
{
    var (sets, seeds, only) = Choice(rest);
    var figures = rest.FirstOrDefault(arg => arg.StartsWith("--figures=", StringComparison.Ordinal))?["--figures=".Length..];
    GeneralisationStudy.Run(data, Console.Out, sets, seeds, only, figures);
    return 0;
}

static int Exposure(string data, string[] rest)
{
    var (sets, seeds, only) = Choice(rest);
    var size = rest.FirstOrDefault(arg => arg.StartsWith("--size=", StringComparison.Ordinal))?["--size=".Length..] ?? "10000";
    ExposureStudy.Run(data, Console.Out, new ExposureChoice(sets, seeds, only, int.Parse(size, CultureInfo.InvariantCulture), rest.Contains("--curve")));
    return 0;
}

static int Reversal(string data, string[] rest)
{
    var (sets, seeds, only) = Choice(rest);
    if (rest.Contains("--surrogates"))
        SurrogateAuditStudy.Run(data, Console.Out, sets, seeds, only);
    else if (rest.Contains("--ways"))
        WayStudy.Run(data, Console.Out, sets, rest.Contains("--development"), only);
    else
        ReversalStudy.Run(data, Console.Out, sets, rest.Contains("--development"), rest.Contains("--few"), only);

    return 0;
}

static int Collisions(string data)
{
    CollisionStudy.Run(data, Console.Out);
    return 0;
}

static int Stages(string[] paths)
{
    StageTimes.Run(paths);
    return 0;
}

static int Speed(string data)
{
    SpeedTable.Run(data, Console.Out);
    return 0;
}

static int ManyClasses(string data)
{
    ManyClassesTable.Run(data, Console.Out);
    return 0;
}

static int Hygiene(string data)
{
    HygieneTable.Run(data, Console.Out);
    return 0;
}

static int Training()
{
    TrainingSpeed.Run(Console.Out);
    return 0;
}

static int Audit(string data)
{
    AuditSpeed.Run(data, Console.Out);
    return 0;
}

static int Repair(string data, string[] rest)
{
    var (sets, _, only) = Choice(rest);
    RepairStudy.Run(data, Console.Out, sets, rest.Contains("--development"), only);
    return 0;
}

static int Screening(string data, string[] rest)
{
    var (sets, _, only) = Choice(rest);
    Action<string, TextWriter, string[], bool, Regex> run = rest.Contains("--clusters") ? ClusterStudy.Run : ScreenStudy.Run;
    run(data, Console.Out, sets, rest.Contains("--development"), only);
    return 0;
}

static int Cache(string data)
{
    CacheTable.Run(data, Console.Out);
    return 0;
}

static int Builds(string data)
{
    BuildTimes.Run(data, Console.Out);
    return 0;
}

static int Duplicates(string count)
{
    if (!int.TryParse(count, out var number) || number < 1)
        return Usage();

    HashJoinTimes.Run(number);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        dotnet run -c Release --project tests/DatasetGuard.Benchmarks -- COMMAND

          triggers DATA [SET...] [--only=REGEX]   what the trigger rules catch, and what clean sets score, as a Markdown table
          few-classes DATA [SET...] [--seeds=1,2,3]
                                                  what the trigger rules say of two to six clean classes, drawn with each seed, as a Markdown table
          traces DATA [SET...] [--only=REGEX]     which pictures that were changed all over show as processed alike (DG2205), as a Markdown table
          backdoors DATA [SET...] [--seeds=1,2,3] [--only=REGEX]
                                                  what scans at depth standard catch, and whether the attacks work, as a Markdown table
          draws DATA [SET...] [--seeds=1,2,3] [--size=N] [--classes=N]
                                                  what scans at depth standard say of small clean sets or of a few clean classes, drawn and scanned with each seed, as a Markdown table; SET@32 has its images scaled to 32 pixels a side
          generalisation DATA [SET...] [--seeds=1,2,3] [--only=REGEX] [--figures=FOLDER]
                                                  whether networks answer to relatives of a trigger that they never saw, as a Markdown table and figures
          exposure DATA [SET...] [--seeds=1,2,3] [--only=REGEX] [--size=10000] [--curve]
                                                  what recipes of training give away of the members, without and with attacks, as a Markdown table; with --curve epoch by epoch
          reversal DATA [SET...] [--development] [--few|--ways|--surrogates] [--only=REGEX]
                                                  which clean and backdoored models the audit names, beside plain Neural Cleanse, as a Markdown table; with --ways whether what
                                                  an autoencoder draws between the classes tells the targets from other classes; with --surrogates (and
                                                  --seeds=1,2,3) whether the audit of the network that a scan trains tells more than the scan does
          repair DATA [SET...] [--development] [--only=REGEX]
                                                  what is left of the backdoors of these models after each repair, and what it costs, as a Markdown table
          screen DATA [SET...] [--development] [--only=REGEX] [--clusters]
                                                  which images with a trigger are suspected as they come to these models, and what an autoencoder in front leaves of the attack, as a Markdown table; with --clusters
                                                  what the outlier rules find in the features of the models
          delta DATA [SET...]                     what DG1402 reports of new images, clean and poisoned, as Markdown tables
          collisions DATA                         what the collision rules catch in the attacked encoder, as a Markdown table
          speed DATA                              time and memory of scans beside Pillow's and SkiaSharp's decoding (needs python3-pil)
          hygiene DATA                            what the rules about files, duplicates, appearance and classes take
          many-classes DATA                       time and memory of scans of up to 10,000 classes
          training                                speed of the surrogate's training and of the training stage beside PyTorch's (needs python3-torch)
          report                                  size and load time of report.html of 50,000 samples, in Chromium
          audit DATA                              time and memory of audits of 10,000 + 10,000 images
          cache DATA                              what the cache saves
          builds DATA                             what the MSBuild package costs a build, and a build a scan
          decode TAR THREADS                      decodes an archive with SkiaSharp alone
          duplicates [N]                          time and memory of finding near pairs among N hashes
          fuzz SECONDS [IMAGES [SEED]]            damages datasets, image files and files beside them, and reports what is neither read nor refused
          stages DATASET...                       where the time of one scan goes
          sample OUT [clean|splits]               draws samples/poisoned-shapes again, its clean original, or samples/clean-shapes
        """);
    return 2;
}
