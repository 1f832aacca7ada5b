using System.CommandLine;
using System.Text.Json;
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
        Option<bool> json = new("--json") { Description = "Write JSON." };
        prompt.Validators.Add(ArgumentKinds.AtLeastOne);
        generate.Validators.Add(ArgumentKinds.AtLeastOne);
        RunnerArguments runner = new();

        Command command = new("bench", "Measure how fast a model reads prompts and generates.") { model, prompt, generate, batch, context, json };
        runner.AddTo(command, sizesItsCache: true);
        command.SetAction((parsed, cancellation) =>
        {
            int[] batches = TokenIds.Of(batch.Name, parsed.GetRequiredValue(batch));
            if (batches.Length == 0 || batches.Any(size => size is < 1 or > 4096)) throw new UsageException("--batch takes numbers from 1 to 4096, such as 1,2,4");
            int[] contexts = parsed.GetValue(context) is { } list ? TokenIds.Of(context.Name, list) : [parsed.GetValue(prompt)];
            if (contexts.Length == 0 || contexts.Any(tokens => tokens < 0)) throw new UsageException("--context takes numbers from 0, such as 0,2048");
            SpeedTest test = new(parsed.GetValue(prompt), parsed.GetValue(generate), batches, contexts);
            using ModelPackage package = ModelPackage.Open(parsed.GetRequiredValue(model));
            test.Check(package.ReadConfig().MaxPositions);
            using LoadedRunner loaded = WatchedLoading.Load(package, runner.Read(parsed, tokens: test.CacheTokens), cancellation);
            test.Check(loaded.Runner.MaxPositions);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize([.. test.Run(loaded.Runner, cancellation)], BenchmarkJson.Default.SpeedArray));
                return Task.FromResult(ExitCode.Done);
            }

            Console.WriteLine($"{loaded.Config.Architecture}, {loaded.Computation}");
            Speed? last = null;
            foreach (Speed speed in test.Run(loaded.Runner, cancellation))
            {
                Console.WriteLine($"{speed.Kind,-8} batch {speed.Batch,4}   context {speed.Context,6}   {speed.TokensPerS,10:N1} tokens/s   {speed.MedianMs,10:N2} ms");
                last = speed;
            }

            if (last is not null) Console.WriteLine($"first token {last.FirstTokenS:0.00} s after the start, {last.PeakMemoryBytes / 1e6:N0} MB at most");

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
