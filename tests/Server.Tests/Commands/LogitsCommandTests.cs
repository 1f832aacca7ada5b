using System.Text.Json;
using Inference.Support;

namespace Inference.Server.Tests.Commands;

public sealed class LogitsCommandTests
{
    [SharedTheory]
    [InlineData("llama")]
    [InlineData("gemma2")]
    [InlineData("qwen3-moe")]
    public async Task Logits_Golden_AgreesWithTheReference(string name)
    {
        string folder = SharedData.PathTo("goldens", name);
        JsonElement golden = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "golden.json"))).RootElement;
        string tokens = golden.GetProperty("token_ids").GetRawText();
        double tolerance = golden.GetProperty("logits_rms").GetDouble() / 100;

        var last = await InferenceProcess.RunAsync(["logits", folder, "--tokens", tokens, "--last"]);
        var top = await InferenceProcess.RunAsync(["logits", folder, "--tokens", tokens, "--top", "3"]);

        double[] expected = Numbers(golden.GetProperty("logits_last")), actual = Numbers(JsonDocument.Parse(last.Output).RootElement.GetProperty("logits"));
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));

        JsonElement positions = JsonDocument.Parse(top.Output).RootElement;
        Assert.Equal(golden.GetProperty("token_ids").GetArrayLength(), positions.GetArrayLength());
        Assert.All(positions.EnumerateArray(), position => Assert.Equal(3, position.GetProperty("ids").GetArrayLength()));
        Assert.Equal(actual.Max(), positions[positions.GetArrayLength() - 1].GetProperty("logits")[0].GetDouble());
    }

    [SharedTheory]
    [InlineData("", "names no token", 2)]
    [InlineData("1,x", "--tokens must be numbers such as 1,2,3, not 'x'", 2)]
    [InlineData("1,300", "must be 0 to 255", 1)]
    public async Task Logits_BadTokens_AreRefused(string tokens, string expected, int exitCode)
    {
        var outcome = await InferenceProcess.RunAsync(["logits", SharedData.PathTo("goldens", "llama"), "--tokens", tokens]);

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task Logits_WeightsRoundedToEightBits_DifferLittleAndNotAtAllWhereNothingIsRounded()
    {
        string folder = SharedData.PathTo("goldens", "llama");
        async Task<double[]> Run(params string[] options)
        {
            var outcome = await InferenceProcess.RunAsync(["logits", folder, "--tokens", "1,2,3,4,5", "--last", .. options]);
            Assert.Equal(0, outcome.ExitCode);
            return Numbers(JsonDocument.Parse(outcome.Output).RootElement.GetProperty("logits"));
        }

        double[] exact = await Run(), rounded = await Run("--quantization", "q8_0", "--dtype", "auto");

        Assert.Equal(exact, await Run("--dtype", "float32"));
        double error = Math.Sqrt(exact.Zip(rounded, (x, y) => (x - y) * (x - y)).Sum() / exact.Sum(x => x * x));
        Assert.InRange(error, 1e-5, 0.05);
    }

    [SharedFact]
    public async Task Logits_PrecisionThatTheWeightsDoNotHave_IsRefused()
    {
        var outcome = await InferenceProcess.RunAsync(["logits", SharedData.PathTo("goldens", "llama"), "--tokens", "1", "--dtype", "half"]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("is BF16: use auto or float32", outcome.Error, StringComparison.Ordinal);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
