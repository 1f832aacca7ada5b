using System.CommandLine;
using System.Text.Json;
using Inference.Engine.Execution;
using Inference.ModelFiles;
using Inference.Hosting.Composition;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary><c>logits</c>: what a model computes for a sequence of tokens, bare.</summary>
internal static class LogitsCommand
{
    private const int ChunkTokens = 128;
    private const int DefaultTop = 5;

    public static Command Create()
    {
        Argument<string> model = ArgumentKinds.Model();
        Option<string> tokens = new("--tokens") { HelpName = "IDS", Description = "Token ids, such as 1,2,3.", Required = true };
        Option<int> top = new("--top") { HelpName = "N", Description = "Likeliest tokens to show at each position.", DefaultValueFactory = _ => DefaultTop };
        Option<bool> last = new("--last") { Description = "Show the whole row of the last position instead." };
        top.Validators.Add(ArgumentKinds.AtLeastOne);
        RunnerArguments runner = new(reference: true);

        Command command = new("logits", "Compute the logits of a sequence of tokens, as JSON.") { model, tokens, top, last };
        runner.AddTo(command, sizesItsCache: true);
        command.SetAction((parsed, cancellation) =>
        {
            int[] ids = TokenIds.Of(tokens.Name, parsed.GetRequiredValue(tokens));
            if (ids.Length == 0) throw new UsageException("--tokens names no token");
            using ModelPackage package = ModelPackage.Open(parsed.GetRequiredValue(model));

            // The context is as long as the tokens: models whose rope has factors for short and for long ones take those that fit.
            int positions = Math.Min(ids.Length, package.ReadConfig().MaxPositions);
            using LoadedRunner loaded = WatchedLoading.Load(package, runner.Read(parsed, tokens: ids.Length, positions: positions), cancellation);
            Check(ids, loaded.Runner);

            using Stream output = StandardOutput.Open();
            using (Utf8JsonWriter writer = new(output))
            {
                if (parsed.GetValue(last)) WriteLast(writer, loaded.Runner, ids);
                else WriteTop(writer, loaded.Runner, ids, parsed.GetValue(top));
            }

            output.Write("\n"u8);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Check(int[] ids, CpuModelRunner runner)
    {
        if (ids.Length > runner.MaxPositions) throw new CommandException($"{ids.Length} tokens are more than the longest context, {runner.MaxPositions}");
        if (ids.Any(id => id < 0 || id >= runner.VocabularySize)) throw new CommandException($"token ids must be 0 to {runner.VocabularySize - 1}");
    }

    private static void WriteLast(Utf8JsonWriter writer, CpuModelRunner runner, int[] ids)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("logits"u8);
        foreach ((Logits logits, int row, _) in Rows(runner, ids, lastOnly: true))
        {
            foreach (float logit in logits[row]) WriteNumber(writer, logit);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTop(Utf8JsonWriter writer, CpuModelRunner runner, int[] ids, int top)
    {
        writer.WriteStartArray();
        foreach ((Logits logits, int row, int position) in Rows(runner, ids, lastOnly: false))
        {
            int[] likeliest = Likeliest(logits[row], top);
            writer.WriteStartObject();
            writer.WriteNumber("position"u8, position);
            writer.WriteNumber("token"u8, ids[position]);
            writer.WriteStartArray("ids"u8);
            foreach (int id in likeliest) writer.WriteNumberValue(id);
            writer.WriteEndArray();
            writer.WriteStartArray("logits"u8);
            foreach (int id in likeliest) WriteNumber(writer, logits[row][id]);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static IEnumerable<(Logits Logits, int Row, int Position)> Rows(CpuModelRunner runner, int[] ids, bool lastOnly)
    {
        int[] blocks = [.. Enumerable.Range(0, runner.BlockCount)];
        ForwardBatch batch = new();
        for (int start = 0; start < ids.Length; start += ChunkTokens)
        {
            int count = Math.Min(ChunkTokens, ids.Length - start);
            bool isLast = start + count == ids.Length;
            batch.Clear();
            batch.Add(ids.AsSpan(start, count), start, blocks, lastOnly ? (isLast ? 1 : 0) : count);
            Logits logits = runner.Forward(batch);
            for (int row = 0; row < logits.RowCount; row++) yield return (logits, row, lastOnly ? ids.Length - 1 : start + row);
        }
    }

    /// <summary>Likeliest first, the lower id among equals.</summary>
    private static int[] Likeliest(ReadOnlySpan<float> logits, int count)
    {
        PriorityQueue<int, (float Logit, int NegativeId)> kept = new();
        for (int id = 0; id < logits.Length; id++)
        {
            if (kept.Count < count) kept.Enqueue(id, (logits[id], -id));
            else kept.EnqueueDequeue(id, (logits[id], -id));
        }

        int[] likeliest = new int[kept.Count];
        for (int i = likeliest.Length - 1; i >= 0; i--) likeliest[i] = kept.Dequeue();
        return likeliest;
    }

    /// <summary>JSON has no number for what is none.</summary>
    private static void WriteNumber(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value)) writer.WriteNumberValue(value);
        else writer.WriteNullValue();
    }
}
