using System.Text.Json;
using Inference.ModelFiles;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Tokenization;
using Inference.Server.Tests.Commands;
using Inference.Support;

namespace Inference.Server.Tests.Models;

/// <summary>The model that the repository carries: small, whole, and able to answer.</summary>
public sealed class EmberModelTests
{
    private const long MostBytes = 15 * 1024 * 1024;
    private static readonly string Models = Path.Combine(SharedData.RepositoryRoot, "models");
    private static readonly string Ember = Path.Combine(Models, "ember");

    [Fact]
    public void Folder_Size_StaysSmall() =>
        Assert.InRange(new DirectoryInfo(Models).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), 1, MostBytes);

    [Fact]
    public void Package_Opened_IsWhole()
    {
        using ModelPackage package = ModelPackage.Open(Ember);

        (ModelConfig config, _) = package.ReadModel();
        Tokenizer tokenizer = package.ReadTokenizer();

        Assert.Equal(config.VocabularySize, tokenizer.VocabularySize);
        Assert.Equal("<|im_end|>", tokenizer.Decode([config.EosTokenIds[0]]));
    }

    [Fact]
    public async Task Inspect_Ember_FindsNoProblem()
    {
        var outcome = await InferenceProcess.RunAsync(["inspect", Ember]);

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
    }

    [Fact]
    public async Task Generate_QuestionsOfTheReadme_AnsweredAndEnded()
    {
        await AssertAnswerAsync("What is the capital of France?", "Paris");
        await AssertAnswerAsync("How do I start the server?", "./inference serve");
        await AssertAnswerAsync("What is this?", "LLM inference");
        await AssertAnswerAsync("Tell me a story about a fox", "fox");
    }

    private static async Task AssertAnswerAsync(string question, string expected)
    {
        string prompt = $"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n";
        var outcome = await InferenceProcess.RunAsync(["generate", Ember, "--prompt", prompt, "--temperature", "0", "--max-tokens", "400", "--json"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);

        JsonElement choice = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("choices")[0];

        Assert.Contains(expected, choice.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
    }
}
