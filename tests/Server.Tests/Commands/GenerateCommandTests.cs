using System.Text.Json;
using Inference.Support;

namespace Inference.Server.Tests.Commands;

public sealed class GenerateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public GenerateCommandTests() => _model = TinyChatModel.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Generate_SameSeed_SameTokensWhateverTheThreadsTheCacheAndTheGuessing()
    {
        string[] common = ["generate", _model, "--prompt", "abcabcabcabcabc", "--max-tokens", "40", "--temperature", "0.7", "--json"];

        string[] runs =
        [
            .. await Task.WhenAll(
                TokensAsync([.. common, "--seed", "7", "--threads", "1"]),
                TokensAsync([.. common, "--seed", "7", "--threads", "2", "--max-num-batched-tokens", "3"]),
                TokensAsync([.. common, "--seed", "7", "--speculative-method", "ngram"]),
                TokensAsync([.. common, "--seed", "7", "--speculative-model", _model])),
        ];

        Assert.All(runs, tokens => Assert.Equal(runs[0], tokens));
        Assert.NotEqual(runs[0], await TokensAsync([.. common, "--seed", "8"]));
    }

    [Fact]
    public async Task Generate_Json_HasWhatWasAskedFor()
    {
        JsonElement answer = await JsonAsync(["generate", _model, "--tokens", "65,66,67", "--max-tokens", "5", "--ignore-eos", "--n", "2", "--logprobs", "3", "--prompt-logprobs", "1", "--json"]);

        Assert.Equal(2, answer.GetProperty("choices").GetArrayLength());
        Assert.All(answer.GetProperty("choices").EnumerateArray(), choice =>
        {
            Assert.Equal(5, choice.GetProperty("token_ids").GetArrayLength());
            Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
            Assert.Equal(3, choice.GetProperty("logprobs")[4].GetProperty("top").GetArrayLength());
        });
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("prompt_logprobs")[0].ValueKind);
        Assert.Equal(67, answer.GetProperty("prompt_logprobs")[2].GetProperty("token").GetInt32());
        Assert.Equal((3, 10), (answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
    }

    [Fact]
    public async Task Generate_StopString_EndsTheText()
    {
        string[] arguments = ["generate", _model, "--prompt", "Once", "--allowed-token-ids", "64,65,66", "--max-tokens", "60", "--seed", "3", "--json"];
        string whole = (await JsonAsync(arguments)).GetProperty("choices")[0].GetProperty("text").GetString()!;
        string stop = whole.Substring(whole.Length / 2, 5);

        JsonElement choice = (await JsonAsync([.. arguments, "--stop", stop])).GetProperty("choices")[0];

        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], choice.GetProperty("text").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData("--tokens 1,2,999", "vocabulary")]
    [InlineData("--tokens 1 --max-model-len 100000", "1 to 512")]
    public async Task Generate_WhatCannotBeDone_IsSaidInOneLine(string arguments, string expected)
    {
        var outcome = await InferenceProcess.RunAsync(["generate", _model, .. arguments.Split(' ')]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Chat_TwoTurns_SecondSeesTheFirst()
    {
        string[] chat = ["chat", _model, "--max-tokens", "8", "--temperature", "0", "--ignore-eos"];

        var twice = await InferenceProcess.RunAsync(chat, "hello\nhello\n");
        var reset = await InferenceProcess.RunAsync(chat, "hello\n/reset\nhello\n/exit\nhello\n");

        Assert.Equal((0, 0), (twice.ExitCode, reset.ExitCode));
        Assert.NotEmpty(twice.Output);
        Assert.Equal(0, reset.Output.Length % 2);
        Assert.Equal(reset.Output[..(reset.Output.Length / 2)], reset.Output[(reset.Output.Length / 2)..]);
        Assert.StartsWith(reset.Output[..(reset.Output.Length / 2)], twice.Output, StringComparison.Ordinal);
        Assert.NotEqual(reset.Output, twice.Output);
    }

    private static async Task<string> TokensAsync(string[] arguments) =>
        (await JsonAsync(arguments)).GetProperty("choices")[0].GetProperty("token_ids").GetRawText();

    private static async Task<JsonElement> JsonAsync(string[] arguments)
    {
        var outcome = await InferenceProcess.RunAsync(arguments);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return JsonDocument.Parse(outcome.Output).RootElement;
    }
}
