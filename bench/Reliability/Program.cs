using System.CommandLine;
using System.Text.Json;
using Inference.Bench.Reliability;
using Inference.Bench.Reliability.Overhead;
using Inference.Bench.Reliability.Scenarios;

Option<string> silo = new("--silo-program") { DefaultValueFactory = _ => Program("Silo", "inference-silo.dll"), Description = "The cluster's executable, a .dll or a program." };
Option<string> serve = new("--serve-program") { DefaultValueFactory = _ => Program("Server", "inference.dll"), Description = "The server of one process." };
Option<string?> model = new("--model") { Description = "Default: the one that comes with them." };
Option<string> store = new("--store") { DefaultValueFactory = _ => "redis", Description = "Where silos find each other: redis or postgres." };
Option<string[]> schema = new("--store-schema") { DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true, Description = "SQL files that make the cluster's tables, in order; for postgres." };
Option<int> silos = new("--silos") { DefaultValueFactory = _ => 3, Description = "Silos, each a front and a worker." };
Option<int> streams = new("--streams") { DefaultValueFactory = _ => 32, Description = "Streams at once." };
Option<int> tokens = new("--tokens") { DefaultValueFactory = _ => 400, Description = "Tokens of each." };
Option<int> threads = new("--threads") { DefaultValueFactory = _ => 1, Description = "Threads of each engine." };
Option<int> port = new("--base-port") { DefaultValueFactory = _ => 18000, Description = "The first of a hundred ports on the loopback address." };
Option<string[]> arguments = new("--silo-argument") { DefaultValueFactory = _ => [], Description = "An argument for each silo besides. Repeatable." };
Option<int> rounds = new("--rounds") { DefaultValueFactory = _ => 5, Description = "Of overhead: how often each side is measured." };
Option<FileInfo?> json = new("--json") { Description = "A file for the figures." };
Option[] all = [silo, serve, model, store, schema, silos, streams, tokens, threads, port, arguments, rounds, json];

RootCommand root = new("Proves what the cluster promises: processes are killed, frozen and restarted under running streams, which are compared token by token with an undisturbed run. Exit code 1: a promise is broken.");
foreach (Option option in all)
{
    option.Recursive = true;
    root.Options.Add(option);
}

foreach (Disturbance disturbance in Disturbance.All) Add(disturbance.Name, $"Only '{disturbance.Name}'.", parsed => ProveAsync(parsed, [disturbance]));
Add("all", "All disturbances, one after the other, on one cluster.", parsed => ProveAsync(parsed, Disturbance.All));
Add("overhead", "What the cluster adds to the time between two tokens, and takes of throughput.", MeasureAsync);
Add("self-test", "Tests of the proof itself; needs no cluster.", TestAsync);
return await root.Parse(args).InvokeAsync();

void Add(string name, string description, Func<ParseResult, Task<int>> run)
{
    Command command = new(name, description);
    command.SetAction(async (parsed, _) =>
    {
        try
        {
            return await run(parsed);
        }
        catch (InvalidOperationException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    });
    root.Subcommands.Add(command);
}

Settings Read(ParseResult parsed) => new()
{
    SiloProgram = parsed.GetValue(silo)!,
    ServeProgram = parsed.GetValue(serve)!,
    Model = parsed.GetValue(model),
    Store = parsed.GetValue(store)!,
    StoreSchema = parsed.GetValue(schema)!,
    Silos = parsed.GetValue(silos),
    Streams = parsed.GetValue(streams),
    Tokens = parsed.GetValue(tokens),
    Threads = parsed.GetValue(threads),
    BasePort = parsed.GetValue(port),
    SiloArguments = parsed.GetValue(arguments)!,
};

async Task<int> ProveAsync(ParseResult parsed, IReadOnlyList<Disturbance> disturbances)
{
    IReadOnlyList<Outcome> outcomes = await Proof.RunAsync(Read(parsed), disturbances);
    Save(parsed, outcomes);
    return outcomes.All(outcome => outcome.Broken.Count == 0) ? 0 : 1;
}

async Task<int> MeasureAsync(ParseResult parsed)
{
    Settings settings = Read(parsed);
    OverheadResult result = await OverheadProof.RunAsync(settings with { Tokens = Math.Min(settings.Tokens, 256) }, 64, parsed.GetValue(rounds));
    Console.WriteLine(result);
    foreach (string broken in result.Broken) Console.WriteLine($"  {broken}");
    Save(parsed, result);
    return result.Broken.Count == 0 ? 0 : 1;
}

async Task<int> TestAsync(ParseResult parsed)
{
    Settings settings = Read(parsed);
    IReadOnlyList<string> problems = await SelfTest.RunAsync(settings with { Tokens = Math.Min(settings.Tokens, 120) });
    foreach (string problem in problems) Console.WriteLine($"  {problem}");
    Console.WriteLine(problems.Count == 0 ? "self-test: all seen, nothing lost" : "self-test: failed");
    return problems.Count == 0 ? 0 : 1;
}

void Save<T>(ParseResult parsed, T figures)
{
    if (parsed.GetValue(json) is { } file) File.WriteAllText(file.FullName, JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
}

static string Program(string project, string assembly) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, "release", assembly));
