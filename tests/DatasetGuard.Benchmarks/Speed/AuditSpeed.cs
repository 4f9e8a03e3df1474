namespace DatasetGuard.Benchmarks.Speed;

/// <summary>What an audit of 10,000 members and 10,000 others takes on the small network: whole processes, median of the runs.</summary>
internal static class AuditSpeed
{
    private const int Runs = 3;

    public static void Run(string data, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("datasetguard-audit-").FullName;
        try
        {
            var (members, others, model) = (Path.Combine(data, "cifar10-train-0.tar"), Path.Combine(data, "cifar10-train-1.tar"), Path.Combine(folder, "model"));

            // What it has learned does not matter for the time.
            new Contender("training", [SpeedTable.ScanPath, "train", members, "--output", model, "--epochs", "1", "--no-config"]).Run();
            Contender[] contenders =
            [
                new("audit of 10,000 + 10,000 CIFAR-10 JPEGs, own checkpoint", [SpeedTable.ScanPath, "audit", model, "--members", members, "--nonmembers", others, "--no-config", "-q"]),
                new("the same, its ONNX export", [SpeedTable.ScanPath, "audit", Path.Combine(model, "model.onnx"), "--members", members, "--nonmembers", others, "--no-config", "-q"]),
            ];
            for (var run = 0; run < Runs; run++)
            {
                foreach (var contender in contenders)
                    contender.Run();
            }

            output.WriteLine($"| whole process, median of {Runs} | wall time | processor time | peak memory |");
            output.WriteLine("| --- | --- | --- | --- |");
            foreach (var contender in contenders)
                output.WriteLine(contender.Row);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
