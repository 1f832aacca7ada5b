using System.Text.Json;
using Inference.Support;

namespace Inference.Server.Tests.Commands;

public sealed class InspectCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedFact]
    public async Task Inspect_Golden_TellsArchitectureWeightsAndMemory()
    {
        var outcome = await InferenceProcess.RunAsync(["inspect", SharedData.PathTo("goldens", "qwen3-moe"), "--context", "100", "--sequences", "3", "--json"]);

        Assert.Equal(0, outcome.ExitCode);
        JsonElement report = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal("qwen3-moe", report.GetProperty("config").GetProperty("architecture").GetString());
        Assert.Equal(8, report.GetProperty("config").GetProperty("experts").GetProperty("count").GetInt32());
        Assert.Equal("BF16", report.GetProperty("weights").GetProperty("quantization").GetString());

        // 2 layers × keys and values × 2 heads of 32 × 2 bytes; 100 tokens take seven blocks of 16.
        Assert.Equal(512, report.GetProperty("memory").GetProperty("cache_bytes_per_token").GetInt64());
        Assert.Equal(512 * 112 * 3, report.GetProperty("memory").GetProperty("cache_bytes").GetInt64());
    }

    [SharedFact]
    public async Task Inspect_VocabularyWithoutTensors_TellsTheTokenizer()
    {
        var outcome = await InferenceProcess.RunAsync(["inspect", SharedData.PathTo("tokenizers", "ggml-vocab-gpt-2.gguf")]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("weights        none in this file", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("50,257", outcome.Output, StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task Inspect_DamagedModel_ListsEveryProblemAndFails()
    {
        string source = SharedData.PathTo("goldens", "llama");
        File.Copy(Path.Combine(source, "model.safetensors"), _folder.PathTo("model.safetensors"));
        string config = await File.ReadAllTextAsync(Path.Combine(source, "config.json"));
        await File.WriteAllTextAsync(_folder.PathTo("config.json"), config.Replace("\"vocab_size\": 256", "\"vocab_size\": 300", StringComparison.Ordinal));

        var outcome = await InferenceProcess.RunAsync(["inspect", _folder.Path]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("model.embed_tokens.weight: has shape [256, 64], should be [300, 64]", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("lm_head.weight: has shape", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_FolderWithoutAModel_Fails()
    {
        var outcome = await InferenceProcess.RunAsync(["inspect", _folder.Path]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("config.json: does not exist", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("holds neither tokenizer.json nor tokenizer.model", outcome.Error, StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task Inspect_TruncatedWeights_IsOneClearError()
    {
        byte[] whole = await File.ReadAllBytesAsync(SharedData.PathTo("goldens", "llama", "model.safetensors"));
        _folder.Write("model.safetensors", whole.AsSpan(0, whole.Length / 2));

        var outcome = await InferenceProcess.RunAsync(["inspect", _folder.Path]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("inference: ", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }
}
