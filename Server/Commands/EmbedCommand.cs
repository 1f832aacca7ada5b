using System.CommandLine;
using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Embeddings;
using Inference.ModelFiles.Tokenization;
using Inference.Hosting.Composition;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>embed</c>: texts to vectors.</summary>
internal static class EmbedCommand
{
    public static Command Create()
    {
        Argument<string> model = ArgumentKinds.Model();
        Argument<string[]> texts = new("TEXT") { Description = "The texts; without any, all of standard input is one.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> lines = new("--jsonl") { Description = "Read one JSON string, or array of token ids, a line from standard input." };
        Option<bool> tokens = new("--tokens") { Description = "Each TEXT is token ids, such as 1,2,3." };
        EngineArguments engine = new();

        Command command = new("embed", "Turn texts into vectors, one JSON array a line.") { model, texts, lines, tokens };
        engine.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string[] given = parsed.GetValue(texts) ?? [];
            if (parsed.GetValue(lines) && given.Length > 0) throw new UsageException("--jsonl reads standard input: leave out TEXT");
            int[][]? ids = parsed.GetValue(tokens) && given.Length > 0 ? [.. given.Select(text => TokenIds.Of(texts.Name, text))] : null;
            if (given.Length == 0) StandardInput.RequireOpen();
            await using LocalModel local = WatchedLoading.Load(engine.Read(parsed, parsed.GetRequiredValue(model)), cancellation);
            Embedder embedder = new(local, cancellation);
            if (parsed.GetValue(lines)) return await embedder.AnswerLinesAsync();

            if (given.Length == 0) given = [await StandardInput.ReadAllAsync(cancellation)];
            int[][] inputs = ids ?? [.. given.Select(text => parsed.GetValue(tokens) ? TokenIds.Parse(text) : embedder.Encode(text))];
            foreach (Task<float[]> vector in inputs.Select(embedder.EmbedAsync).ToArray()) Console.WriteLine(JsonSerializer.Serialize(await vector, CommandJson.Default.SingleArray));
            return ExitCode.Done;
        });
        return command;
    }

    private sealed class Embedder(LocalModel model, CancellationToken cancellation)
    {
        private readonly EmbeddingModel _embeddings = model.Embeddings ?? throw new CommandException($"the model makes no embeddings ({model.WhyNoEmbeddings})");
        private int _count;

        public int[] Encode(string text)
        {
            Tokenizer tokenizer = model.Tokenizer ?? throw new CommandException($"the model has no tokenizer, so give token ids ({model.WhyNoTokenizer})");
            return tokenizer.Encode(text, addSpecialTokens: true, parseSpecialTokens: true);
        }

        public async Task<float[]> EmbedAsync(int[] tokens) => (await _embeddings.Service.EmbedAsync(_embeddings.Request($"embed-{_count++}", tokens), cancellation)).Vector;

        public async Task<int> AnswerLinesAsync()
        {
            await using Stream input = StandardInput.Open(), output = StandardOutput.Open();
            bool sound = true;
            bool allRead = await JsonLines.AnswerAsync(input, output, (line, writer) => sound &= AnswerLine(line, writer), cancellation);
            return sound && allRead ? ExitCode.Done : ExitCode.Failed;
        }

        private bool AnswerLine(JsonElement line, Utf8JsonWriter writer)
        {
            try
            {
                int[] tokens = line.ValueKind == JsonValueKind.String ? Encode(JsonStrings.Read(line)) : line.Deserialize(CommandJson.Default.Int32Array) ?? [];

                // Lines are answered one by one, so nothing else could be done meanwhile.
                JsonSerializer.Serialize(writer, EmbedAsync(tokens).GetAwaiter().GetResult(), CommandJson.Default.SingleArray);
                return true;
            }
            catch (Exception error) when (error is InferenceException or JsonException)
            {
                JsonLines.WriteError(writer, error is InferenceException ? error.Message : "each line must be a JSON string or array of token ids");
                return false;
            }
        }
    }
}
