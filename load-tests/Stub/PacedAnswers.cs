using System.Text.Json;

namespace Inference.LoadTests.Stub;

/// <summary>Answers as a model's server does, a token at a time at even intervals, with as little work as can be.</summary>
internal sealed class PacedAnswers(TimeSpan interval)
{
    private const string Words = "the quick brown fox jumps over a lazy dog and goes on";

    private static readonly string[] Texts = [.. Words.Split(' ').Select(word => " " + word)];

    public async Task AnswerAsync(StubExchange exchange)
    {
        if (exchange.Path.EndsWith("/models", StringComparison.Ordinal))
        {
            await exchange.AnswerAsync(200, """{"object":"list","data":[{"id":"stub","object":"model"}]}""");
            return;
        }

        if (!exchange.Path.EndsWith("/completions", StringComparison.Ordinal))
        {
            await exchange.AnswerAsync(404, "{}");
            return;
        }

        using JsonDocument body = JsonDocument.Parse(exchange.Body);
        int tokens = body.RootElement.TryGetProperty("max_tokens", out JsonElement most) ? most.GetInt32() : 16;
        if (!body.RootElement.TryGetProperty("stream", out JsonElement stream) || !stream.GetBoolean())
        {
            await exchange.AnswerAsync(200, $$$"""{"id":"r","choices":[],"usage":{"prompt_tokens":{{{exchange.Body.Length / 6}}},"completion_tokens":{{{tokens}}}}}""");
            return;
        }

        await exchange.BeginStreamAsync();
        using PeriodicTimer timer = new(interval);
        for (int i = 0; i < tokens; i++)
        {
            await timer.WaitForNextTickAsync();
            await exchange.SendTextAsync(Texts[i % Texts.Length], i, i == tokens - 1 ? "length" : null, 100 + (i % Texts.Length));
        }

        await exchange.SendEventAsync("[DONE]", tokens);
        await exchange.EndStreamAsync();
    }
}
