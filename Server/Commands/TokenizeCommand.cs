using System.CommandLine;
using System.Text.Json;
using Inference.ModelFiles.Tokenization;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>tokenize</c>: text to token ids and back.</summary>
internal static class TokenizeCommand
{
    public static Command Create()
    {
        Argument<string> model = ArgumentKinds.Model();
        Argument<string?> text = new("TEXT")
        {
            Description = "The text; without it, all of standard input. With --decode, token ids such as 1,2,3.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> lines = new("--jsonl") { Description = "Read one JSON string a line from standard input and write one JSON array of ids a line." };
        Option<bool> special = new("--special") { Description = "Read the text of special tokens, such as <|im_start|>, as those tokens, not as plain text." };
        Option<bool> add = new("--add-special") { Description = "Add what the model expects around a text, such as a BOS token." };
        Option<bool> pieces = new("--pieces") { Description = "Write each token on a line of its own: its id and what it stands for." };
        Option<bool> decode = new("--decode") { Description = "The other way: ids in, text out. With --special, the text of special tokens too." };

        Command command = new("tokenize", "Turn text into a model's token ids, or back.") { model, text, lines, special, add, pieces, decode };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(lines) && parsed.GetValue(text) is not null) throw new UsageException("--jsonl reads standard input: leave out TEXT");
            int[]? ids = parsed.GetValue(decode) && parsed.GetValue(text) is { } given ? TokenIds.Of(text.Name, given) : null;
            if (parsed.GetValue(text) is null) StandardInput.RequireOpen();
            Tokenizer tokenizer = TokenizerFile.Open(parsed.GetRequiredValue(model));
            Conversion conversion = new(tokenizer, parsed.GetValue(special), parsed.GetValue(add));
            if (parsed.GetValue(lines)) return await conversion.AnswerLinesAsync(parsed.GetValue(decode), cancellation);

            string input = parsed.GetValue(text) ?? await StandardInput.ReadAllAsync(cancellation);
            if (parsed.GetValue(decode)) Console.WriteLine(conversion.Decode(ids ?? TokenIds.Parse(input)));
            else if (parsed.GetValue(pieces)) conversion.WritePieces(input);
            else Console.WriteLine(JsonSerializer.Serialize(conversion.Encode(input), CommandJson.Default.Int32Array));
            return ExitCode.Done;
        });
        return command;
    }

    private sealed class Conversion(Tokenizer tokenizer, bool special, bool addSpecial)
    {
        public int[] Encode(string text) => tokenizer.Encode(text, addSpecialTokens: addSpecial, parseSpecialTokens: special);

        public string Decode(int[] ids)
        {
            foreach (int id in ids)
            {
                if (id < 0 || id >= tokenizer.VocabularySize)
                    throw new CommandException($"token id {id} is outside the vocabulary (0 to {tokenizer.VocabularySize - 1})");
            }

            return tokenizer.Decode(ids, skipSpecialTokens: !special);
        }

        public void WritePieces(string text)
        {
            foreach (int id in Encode(text)) Console.WriteLine($"{id}\t{JsonSerializer.Serialize(tokenizer.IdToToken(id), CommandJson.Readable.String)}");
        }

        public async Task<int> AnswerLinesAsync(bool decode, CancellationToken cancellation)
        {
            await using Stream input = StandardInput.Open(), output = StandardOutput.Open();
            bool sound = true;
            bool allRead = await JsonLines.AnswerAsync(input, output, (line, writer) => sound &= decode ? AnswerIds(line, writer) : AnswerText(line, writer), cancellation);
            return sound && allRead ? ExitCode.Done : ExitCode.Failed;
        }

        private bool AnswerText(JsonElement line, Utf8JsonWriter writer)
        {
            if (line.ValueKind != JsonValueKind.String)
            {
                JsonLines.WriteError(writer, "each line must be a JSON string");
                return false;
            }

            writer.WriteStartArray();
            foreach (int id in Encode(JsonStrings.Read(line))) writer.WriteNumberValue(id);
            writer.WriteEndArray();
            return true;
        }

        private bool AnswerIds(JsonElement line, Utf8JsonWriter writer)
        {
            try
            {
                writer.WriteStringValue(Decode(line.Deserialize(CommandJson.Default.Int32Array) ?? []));
                return true;
            }
            catch (Exception error) when (error is CommandException or JsonException)
            {
                JsonLines.WriteError(writer, error is CommandException ? error.Message : "each line must be a JSON array of token ids");
                return false;
            }
        }
    }
}
