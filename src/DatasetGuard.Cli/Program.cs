using DatasetGuard.Cli;
using DatasetGuard.Cli.Terminals;

using var streams = ProcessStreams.Open();
return await new Application(streams, RuleCatalog.All, TimeProvider.System).RunAsync(args, CancellationToken.None).ConfigureAwait(false);
