using System.CommandLine;
using System.Text.Json;
using Inference.Engine.Weights;
using Inference.ModelFiles;
using Inference.Server.Benchmark;
using Inference.Hosting.Composition;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>bench</c>: how fast a model runs here.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        Argument<string> model = ArgumentKinds.Model();
        Option<int> prompt = new("--prompt") { HelpName = "N", Description = "Prompt length in tokens.", DefaultValueFactory = _ => 512 };
        Option<int> generate = new("--gen") { HelpName = "N", Description = "Tokens to generate.", DefaultValueFactory = _ => 64 };
        Option<string> batch = new("--batch") { HelpName = "LIST", Description = "Sequences at once, such as 1,2,4.", DefaultValueFactory = _ => "1" };
        Option<string?> context = new("--context") { HelpName = "LIST", Description = "Tokens that sequences have before the first of those, such as 0,2048,8192. Default: the prompt's." };
        Option<string?> mixed = new("--mixed") { HelpName = "LIST", Description = "Sequences at once beside which the prompt is read, such as 16: a step of them alone, a chunk of it alone, and both in one step." };
        Option<int> chunk = new("--chunk") { HelpName = "N", Description = "Tokens of a prompt that are read in one step.", DefaultValueFactory = _ => SpeedPlan.DefaultChunk };
        Option<bool> json = new("--json") { Description = "Write JSON." };
        foreach (Option<int> number in new[] { prompt, generate, chunk }) number.Validators.Add(ArgumentKinds.AtLeastOne);
        RunnerArguments runner = new();

        Command command = new("bench", "Measure how fast a model reads prompts and generates.") { model, prompt, generate, batch, context, mixed, chunk, json };
        runner.AddTo(command, sizesItsCache: true);
        command.SetAction((parsed, cancellation) =>
        {
            int length = parsed.GetValue(prompt);
            SpeedPlan plan = new(
                length,
                parsed.GetValue(generate),
                SequenceCounts(batch.Name, parsed.GetRequiredValue(batch)),
                parsed.GetValue(context) is { } list ? Contexts(context.Name, list) : [length],
                parsed.GetValue(mixed) is { } counts ? SequenceCounts(mixed.Name, counts) : [],
                parsed.GetValue(chunk));
            using ModelPackage package = ModelPackage.Open(parsed.GetRequiredValue(model));
            plan.Check(package.ReadConfig().MaxPositions);
            using LoadedRunner loaded = WatchedLoading.Load(package, runner.Read(parsed, tokens: plan.CacheTokens), cancellation);
            plan.Check(loaded.Runner.MaxPositions);
            IEnumerable<Speed> speeds = new SpeedTest(plan).Run(loaded.Runner, cancellation);
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize([.. speeds], BenchmarkJson.Default.SpeedArray));
            else Write(loaded, speeds);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Write(LoadedRunner loaded, IEnumerable<Speed> speeds)
    {
        TokenWork work = loaded.Runner.Work;
        Console.WriteLine(
            $"{loaded.Config.Architecture}, {loaded.Computation}; a token reads {work.WeightBytes / 1e6:N1} MB of weights and {work.KeyValueBytes(1) / 1e3:N1} kB for each token before it");
        Speed? last = null;
        foreach (Speed speed in speeds)
        {
            Console.WriteLine(speed.ToLine());
            last = speed;
        }

        if (last is not null) Console.WriteLine($"first token {last.FirstTokenS:0.00} s after the start, {last.PeakMemoryBytes / 1e6:N0} MB at most");
    }

    private static int[] SequenceCounts(string name, string list)
    {
        int[] counts = TokenIds.Of(name, list);
        return counts.Length > 0 && counts.All(count => count is >= 1 and <= 4096) ? counts : throw new UsageException($"{name} takes numbers from 1 to 4096, such as 1,2,4");
    }

    private static int[] Contexts(string name, string list)
    {
        int[] contexts = TokenIds.Of(name, list);
        return contexts.Length > 0 && contexts.All(tokens => tokens >= 0) ? contexts : throw new UsageException($"{name} takes numbers from 0, such as 0,2048");
    }
}
