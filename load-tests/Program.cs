using System.CommandLine;
using Inference.LoadTests;
using Inference.LoadTests.Commands;

RootCommand root = new("Loads servers that speak OpenAI's HTTP API, and tells what their clients get.") 
{
    LoadCommand.Create(), SweepCommand.Create(), OverloadCommand.Create(), ChaosCommand.Create(), CompareCommand.Create(), ReportCommand.Create(), OwnCostCommand.Create(), StubCommand.Create(),
};
ParseResult parsed = root.Parse(args);
try
{
    int code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
    return parsed.Errors.Count > 0 ? ExitCode.WrongUsage : code;
}
catch (LoadTestException error)
{
    Console.Error.WriteLine($"load-tests: {error.Message}");
    return ExitCode.CouldNotRun;
}
catch (OperationCanceledException)
{
    return ExitCode.Interrupted;
}
