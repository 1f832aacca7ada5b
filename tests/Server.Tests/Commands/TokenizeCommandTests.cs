using System.Text.Json;
using Inference.Support;

namespace Inference.Server.Tests.Commands;

public sealed class TokenizeCommandTests
{
    private static string Vocabulary => SharedData.PathTo("tokenizers", "ggml-vocab-qwen2.gguf");

    [SharedFact]
    public async Task Tokenize_Jsonl_OneArrayALine()
    {
        string[] texts = ["Hello world", "", "a\nb", "<|im_start|>", "🦙 \u00e4"];
        string input = string.Join('\n', texts.Select(text => JsonSerializer.Serialize(text)));

        var plain = await InferenceProcess.RunAsync(["tokenize", Vocabulary, "--jsonl"], input);
        var special = await InferenceProcess.RunAsync(["tokenize", Vocabulary, "--jsonl", "--special"], input);

        Assert.Equal((0, texts.Length), (plain.ExitCode, plain.Lines.Length));
        Assert.Equal("[9707,1879]", plain.Lines[0]);
        Assert.Equal("[]", plain.Lines[1]);
        Assert.NotEqual("[151644]", plain.Lines[3]);
        Assert.Equal("[151644]", special.Lines[3]);
    }

    [SharedFact]
    public async Task Tokenize_BadLines_AreAnsweredInPlace()
    {
        var outcome = await InferenceProcess.RunAsync(["tokenize", Vocabulary, "--jsonl"], "\"Hello world\"\n{not json\n7\n\"\\ud800\"\n\"Hello world\"\n");

        Assert.Equal((1, 5), (outcome.ExitCode, outcome.Lines.Length));
        Assert.Equal("[9707,1879]", outcome.Lines[0]);
        Assert.StartsWith("{\"error\":\"not a line of JSON", outcome.Lines[1], StringComparison.Ordinal);
        Assert.Equal("{\"error\":\"each line must be a JSON string\"}", outcome.Lines[2]);
        Assert.StartsWith("[", outcome.Lines[3], StringComparison.Ordinal);
        Assert.Equal("[9707,1879]", outcome.Lines[4]);
    }

    [SharedFact]
    public async Task Tokenize_ThereAndBack_IsTheSameText()
    {
        const string Text = "Grüße, 世界! 🦙\n\tdef f(x): return x ** 2";

        var ids = await InferenceProcess.RunAsync(["tokenize", Vocabulary, Text]);
        var text = await InferenceProcess.RunAsync(["tokenize", Vocabulary, "--decode", ids.Lines[0]]);

        Assert.Equal(Text + "\n", text.Output);
    }

    [SharedFact]
    public async Task Decode_IdOutsideTheVocabulary_IsRefused()
    {
        var outcome = await InferenceProcess.RunAsync(["tokenize", Vocabulary, "--decode", "1,999999999"]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("token id 999999999 is outside the vocabulary", outcome.Error, StringComparison.Ordinal);
    }
}
