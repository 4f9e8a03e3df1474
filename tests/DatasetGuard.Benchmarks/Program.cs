using DatasetGuard.Benchmarks.Samples;
using DatasetGuard.Benchmarks.Triggers;

return args switch
{
    ["triggers", .. var rest] => TriggerStudy.Run(rest),
    ["sample", var output, .. [] or ["clean"]] => SampleCommand.Run(output, isClean: args.Length > 2),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("dotnet run --project tests/DatasetGuard.Benchmarks -c Release -- triggers DATA [SET] [CELL]");
    Console.Error.WriteLine("dotnet run --project tests/DatasetGuard.Benchmarks -c Release -- sample OUT [clean]");
    return 2;
}
