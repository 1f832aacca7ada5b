using System.Text.Json;
using Inference.Bench.Limits;
using Inference.Bench.SideBySide;
using Inference.Support;
using Speed = Inference.Bench.SideBySide.Engines.Speed;

namespace Inference.Server.Tests.Commands;

public sealed class BenchCommandTests(BenchOutput output) : IClassFixture<BenchOutput>
{
    // TinyChatModel: of each layer queries, keys and values, then attention's output, gate, up and down; all singles.
    private const long Keys = 32 * 64, Rest = (32 * 32) + (3 * 32 * 64), Head = 258 * 32;

    [Fact]
    public void Json_HasALineForEachMeasurement()
    {
        Assert.Equal(
            ["prefill 1 20", "decode 1 0", "decode 3 0", "mixed 5 0", "decode 1 40", "decode 3 40", "mixed 5 40"],
            output.Speeds.Select(speed => $"{speed.GetProperty("kind").GetString()} {speed.GetProperty("batch").GetInt32()} {speed.GetProperty("context").GetInt32()}"));
        foreach (string field in new[] { "tokens_per_s", "median_ms", "first_token_s", "peak_memory_bytes" })
            Assert.All(output.Speeds, speed => Assert.True(speed.GetProperty(field).GetDouble() > 0));
    }

    [Fact]
    public void Json_Prefill_SaysWhatATokenIsMultipliedBy()
    {
        JsonElement speed = Assert.Single(output.Of("prefill"));

        Assert.Equal((2 * Keys) + Rest, Singles(speed));
        Assert.False(speed.TryGetProperty("weight_bytes", out _));
    }

    [Fact]
    public void Json_Decode_SaysWhatAStepReads()
    {
        JsonElement[] speeds = output.Of("decode");

        Assert.All(speeds, speed => Assert.Equal((2 * (Keys + Rest)) + Head, Singles(speed)));

        // Rows lie in panels of 32: keys and values have 16 each, the head 258.
        Assert.All(speeds, speed => Assert.Equal(sizeof(float) * ((2 * (Keys + Rest + (32 * 32))) + (288 * 32)), speed.GetProperty("weight_bytes").GetInt64()));

        // In each of two layers a token has 2 · 8 keys and as many values, these in 16 places; it attends to itself, and to two that were generated before.
        const int token = 2 * 2 * (8 + 16) * sizeof(ushort);
        Assert.Equal([3 * token, 3 * 3 * token, 43 * token, 3 * 43 * token], speeds.Select(speed => speed.GetProperty("key_value_bytes").GetInt32()));
    }

    [Fact]
    public void Json_Mixed_ComparesAStepOfBothWithItsParts()
    {
        foreach (JsonElement speed in output.Of("mixed"))
        {
            JsonElement mixed = speed.GetProperty("mixed");
            double both = mixed.GetProperty("mixed_ms").GetDouble(), parts = mixed.GetProperty("decode_ms").GetDouble() + mixed.GetProperty("chunk_ms").GetDouble();
            Assert.Equal([20, 8], new[] { "prompt", "chunk" }.Select(name => mixed.GetProperty(name).GetInt32()));
            Assert.Equal(both / parts, mixed.GetProperty("of_both").GetDouble(), 9);
            Assert.Equal(both, speed.GetProperty("median_ms").GetDouble(), 9);

            // Twenty tokens are read in three steps.
            Assert.Equal((5 + (20 / 3.0)) / both * 1000, speed.GetProperty("tokens_per_s").GetDouble(), 6);
        }
    }

    [Fact]
    public void Json_IsWhatSideBySideReads()
    {
        Speed[] speeds = JsonSerializer.Deserialize<Speed[]>(output.Json)!;

        Assert.Equal(output.Speeds.Length, speeds.Length);
        Assert.All(speeds.Where(speed => speed.Kind != "mixed"), speed => Assert.True(LimitShare.Of(speed, speed.TokensPerS, new MachineLimits(50, 500, 2000, 1000)) > 0));
        Assert.All(speeds.Where(speed => speed.Kind == "mixed"), speed => Assert.True(speed.Mixed is { Chunk: 8, OfBoth: > 0 }));
    }

    [Fact]
    public async Task Text_SaysTheSameInLines()
    {
        using TemporaryFolder folder = new();
        string[] arguments = ["--prompt", "20", "--gen", "1", "--mixed", "4", "--chunk", "2000000000", "--threads", "2", "--kernels", "scalar"];
        var outcome = await InferenceProcess.RunAsync(["bench", TinyChatModel.Write(folder), .. arguments]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Collection(
            outcome.Lines,
            line => Assert.Matches(@"^llama, 2 threads, Scalar kernels.*; a token reads 0\.1 MB of weights and 0\.2 kB for each token before it$", line),
            line => Assert.Matches(@"^prefill  batch    1   context     20 .* tokens/s .* ms$", line),
            line => Assert.Matches(@"^decode   batch    1   context     20 .* tokens/s .* ms$", line),
            line => Assert.Matches(@"^mixed    batch    4   context     20 .* tokens/s .* ms, \d+ % of [\d.]+ ms alone \+ [\d.]+ ms for 20 tokens of a prompt of 20$", line),
            line => Assert.Matches(@"^first token .* s after the start, .* MB at most$", line));
    }

    private static long Singles(JsonElement speed)
    {
        if (speed.GetProperty("kind").GetString() == "prefill") Assert.True(speed.GetProperty("attention_per_token").GetProperty("singles").GetInt64() > 0);
        JsonElement weights = speed.GetProperty("weights_per_token");
        Assert.Equal(weights.GetProperty("total").GetInt64(), weights.GetProperty("singles").GetInt64());
        return weights.GetProperty("total").GetInt64();
    }
}
