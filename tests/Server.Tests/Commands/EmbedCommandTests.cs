using System.Text.Json;
using Inference.Support;

namespace Inference.Server.Tests.Commands;

public sealed class EmbedCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public EmbedCommandTests() => _model = TinyChatModel.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Embed_TextsLinesAndTokens_AreTheSameVectors()
    {
        InferenceProcess.Outcome[] outcomes = await Task.WhenAll(
            InferenceProcess.RunAsync(["embed", _model, "abc", "other"]),
            InferenceProcess.RunAsync(["embed", _model, "--jsonl", "--threads", "1"], "\"abc\"\n[97,98,99]\n7\n[999]\n"),
            InferenceProcess.RunAsync(["embed", _model, "--tokens", "97,98,99", "--max-num-batched-tokens", "2"]));
        (InferenceProcess.Outcome texts, InferenceProcess.Outcome lines, InferenceProcess.Outcome tokens) = (outcomes[0], outcomes[1], outcomes[2]);

        Assert.Equal((0, 2), (texts.ExitCode, texts.Lines.Length));
        Assert.Equal(32, JsonSerializer.Deserialize<float[]>(texts.Lines[0])!.Length);
        Assert.NotEqual(texts.Lines[0], texts.Lines[1]);
        Assert.Equal((1, 4), (lines.ExitCode, lines.Lines.Length));
        Assert.Equal([texts.Lines[0], texts.Lines[0]], lines.Lines[..2]);
        Assert.StartsWith("{\"error\":\"each line must be", lines.Lines[2], StringComparison.Ordinal);
        Assert.Contains("vocabulary", lines.Lines[3], StringComparison.Ordinal);
        Assert.Equal([texts.Lines[0]], tokens.Lines);
    }

    [Fact]
    public async Task Embed_ModelThatPoolsOtherwise_SaysSo()
    {
        File.WriteAllText(_folder.PathTo("modules.json"), """[{"type":"sentence_transformers.models.Dense","path":"2_Dense"}]""");

        var outcome = await InferenceProcess.RunAsync(["embed", _model, "abc"]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("'Dense' is not supported", outcome.Error, StringComparison.Ordinal);
    }
}
