using System.CommandLine;
using System.Globalization;
using Inference.LoadTests.Arrivals;
using Inference.LoadTests.Client;
using Inference.LoadTests.Output;
using Inference.LoadTests.Running;
using Inference.LoadTests.Scenarios;
using Inference.LoadTests.Targets;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Commands;

/// <summary><c>compare</c>: the same requests to our server and to llama.cpp's, one after the other, with the same file and as many threads.</summary>
internal static class CompareCommand
{
    private const int ContextMargin = 32;

    private static readonly string[] Ratios = ["output tokens /s", "input tokens /s", "first token, ms, p50", "first token, ms, p99", "between tokens, ms, p50", "between tokens, ms, p99", "end to end, ms, p50", "server memory, most, MB"];

    public static Command Create()
    {
        OutputArguments output = new();
        PlanArguments plan = new(duration: "30s", warmup: "5s", drain: "60s");
        Argument<string> model = new("MODEL") { Description = "A GGUF file that both can read." };
        ValueOption<int> threads = ValueOptions.Count("--threads", 1, Environment.ProcessorCount, "Of each server.");
        ValueOption<int> clients = ValueOptions.Count("--clients", 1, 16, "Who ask one after the other, all at once.");
        ValueOption<int> prompt = ValueOptions.Count("--prompt", 1, 128, "Tokens of a prompt.");
        ValueOption<int> answer = ValueOptions.Count("--output", 1, 64, "Tokens of an answer.");
        Option<long> seed = new("--seed") { HelpName = "N", Description = "Of the prompts.", DefaultValueFactory = _ => 1 };
        Option<string?> llamaServer = new("--llama-server") { HelpName = "FILE", Description = "llama.cpp's own server program. Default: the npm package node-llama-cpp behind a small server of ours." };
        Option<string?> ours = new("--ours") { HelpName = "COMMAND", Description = "A command that starts our server and says its address. Default: this repository's." };
        Command command = new("compare", "The same requests to our server and to llama.cpp's: throughput and latency, and their ratios.") { model, threads, clients, prompt, answer, seed, llamaServer, ours };
        plan.AddTo(command);
        output.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string file = Path.GetFullPath(parsed.GetRequiredValue(model));
            if (!File.Exists(file)) throw new LoadTestException($"there is no file {file}");
            ComparedServers servers = new(file, threads.In(parsed), clients.In(parsed), prompt.In(parsed) + answer.In(parsed) + ContextMargin);
            RunPlan template = new()
            {
                Name = "",
                Workload = new PlainWorkload(new WorkloadOptions
                {
                    Seed = parsed.GetValue(seed), Prompt = LengthDistribution.Fixed(prompt.In(parsed)), Output = LengthDistribution.Fixed(answer.In(parsed)), TokensPerWord = 1,
                }),
                Arrivals = ArrivalPlan.Closed(clients.In(parsed)),
                Requests = new RequestOptions { Model = "", Api = ApiKind.Tokens, IgnoreEos = true },
                Warmup = plan.Warmup(parsed),
                Duration = plan.Duration(parsed),
                Drain = plan.Drain(parsed),
                Level = plan.Level(parsed),
                Objectives = plan.Objectives(parsed),
            };
            (string llama, Uri? llamaAddress) = parsed.GetValue(llamaServer) is { } program ? servers.LlamaServer(Path.GetFullPath(program)) : (servers.NodeLlamaCpp(), null);
            (string Name, string Command, Uri? Address)[] both = [("llama.cpp", llama, llamaAddress), ("this", parsed.GetValue(ours) ?? servers.Ours, null)];
            List<RunResult> runs = [];
            foreach ((string name, string start, Uri? address) in both)
            {
                if (cancellation.IsCancellationRequested) break;
                runs.Add(await RunAsync(template with { Name = name }, start, address, cancellation));
            }

            string[] notes = runs.Count < 2 ? [] : [.. Ratios.Select(name => RatioOf(Figure.All.Single(figure => figure.Name == name), runs[1], runs[0])).OfType<string>()];
            string title = $"{Path.GetFileName(file)}: {servers.Clients} clients, {prompt.In(parsed)} + {answer.In(parsed)} tokens";
            return output.Finish(parsed, OutputArguments.Report(title, ReportKind.Comparison, runs, notes), cancellation);
        });
        return command;
    }

    private static async Task<RunResult> RunAsync(RunPlan plan, string start, Uri? address, CancellationToken cancellation)
    {
        await using StartedTarget started = await StartedTarget.StartAsync(start, 1, TimeSpan.FromMinutes(5), cancellation, address);
        ClientOptions client = new() { Addresses = [started.Servers[0].Address] };
        using ServerQuestions server = new(client);
        RunPlan own = plan with { Requests = plan.Requests with { Model = await server.ModelAsync(cancellation) } };
        Target target = new(client.Addresses, [started.Pid], client);
        return (await new RunExecution(target, OutputArguments.View(), TimeProvider.System).RunAsync(own, cancellation: cancellation)).Result;
    }

    private static string? RatioOf(Figure figure, RunResult ours, RunResult theirs) => figure.Value(ours) is { } mine && figure.Value(theirs) is { } other && other > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{figure.Name}: {mine:0.0} to {other:0.0}, ratio {mine / other:0.00}")
        : null;
}
