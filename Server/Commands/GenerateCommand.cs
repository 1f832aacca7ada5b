using System.CommandLine;
using Inference.Contracts;
using Inference.ModelFiles.Tokenization;
using Inference.Hosting.Composition;
using Inference.Server.Generation;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>generate</c>: goes on with a text.</summary>
internal static class GenerateCommand
{
    private const int DefaultMaxTokens = 256;

    public static Command Create()
    {
        Argument<string> model = ArgumentKinds.Model();
        Option<string?> prompt = new("--prompt") { HelpName = "TEXT", Description = "The text to go on with. Default: all of standard input." };
        Option<string?> tokens = new("--tokens") { HelpName = "IDS", Description = "The prompt as token ids, such as 1,2,3, for a model without a tokenizer." };
        Option<string[]> stop = new("--stop") { HelpName = "TEXT", Description = "A text that ends the output. Repeatable." };
        Option<bool> json = new("--json") { Description = "Write one JSON object at the end instead of text as it comes." };
        SamplingArguments sampling = new(DefaultMaxTokens);
        EngineArguments engine = new();

        Command command = new("generate", "Go on with a text, token by token.") { model, prompt, tokens, stop, json };
        sampling.AddTo(command);
        sampling.AddChoicesTo(command);
        engine.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(prompt) is not null && parsed.GetValue(tokens) is not null) throw new UsageException("give --prompt or --tokens, not both");
            if (sampling.AsksLogprobs(parsed) && !parsed.GetValue(json)) throw new UsageException("--logprobs and --prompt-logprobs are written with --json only");
            int[]? prompted = parsed.GetValue(tokens) is { } given ? TokenIds.Of(tokens.Name, given) : null;
            sampling.Check(parsed);
            if (prompted is null && parsed.GetValue(prompt) is null) StandardInput.RequireOpen();
            await using LocalModel local = WatchedLoading.Load(engine.Read(parsed, parsed.GetRequiredValue(model)), cancellation);
            sampling.Check(parsed, local.Config.VocabularySize);
            GenerateRequest request = new()
            {
                Id = "generate",
                Prompt = prompted ?? await EncodeAsync(local, parsed.GetValue(prompt), cancellation),
                Sampling = sampling.Read(parsed, local.Defaults),
            };
            GenerationRun generation = new(local, request, parsed.GetValue(stop) ?? []);
            await using TextWriter output = StandardOutput.OpenText();
            if (parsed.GetValue(json)) await new JsonGenerationWriter(generation).RunAsync(output, cancellation);
            else await new TextGenerationWriter(generation).RunAsync(output, cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int[]> EncodeAsync(LocalModel model, string? prompt, CancellationToken cancellation)
    {
        Tokenizer tokenizer = model.Tokenizer ?? throw new CommandException($"the model has no tokenizer, so give --tokens ({model.WhyNoTokenizer})");
        string text = prompt ?? await StandardInput.ReadAllAsync(cancellation);
        return tokenizer.Encode(text, addSpecialTokens: true, parseSpecialTokens: true);
    }
}
