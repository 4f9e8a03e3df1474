using DatasetGuard.Benchmarks.Triggers;

return args switch
{
    ["triggers", .. var rest] => TriggerStudy.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("dotnet run --project tests/DatasetGuard.Benchmarks -c Release -- triggers DATA [SET] [CELL]");
    return 2;
}
