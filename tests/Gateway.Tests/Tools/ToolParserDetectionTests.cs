using Inference.Gateway.Tools;
using Inference.Support;

namespace Inference.Gateway.Tests.Tools;

public sealed class ToolParserDetectionTests
{
    [SharedTheory]
    [InlineData("NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use", "hermes")]
    [InlineData("Qwen-Qwen2.5-7B-Instruct", "hermes")]
    [InlineData("Qwen-Qwen3-0.6B", "hermes")]
    [InlineData("deepseek-ai-DeepSeek-R1-Distill-Llama-8B", null)]
    [InlineData("google-gemma-2-2b-it", null)]
    [InlineData("ibm-granite-granite-3.3-2B-Instruct", "granite")]
    [InlineData("meta-llama-Llama-3.1-8B-Instruct", "llama3_json")]
    [InlineData("meta-llama-Llama-3.2-3B-Instruct", "llama3_json")]
    [InlineData("microsoft-Phi-3.5-mini-instruct", null)]
    [InlineData("mistralai-Mistral-Nemo-Instruct-2407", "mistral")]
    [InlineData("openai-gpt-oss-120b", "openai")]
    public void Detect_RealTemplate_KnowsItsForm(string model, string? expected) =>
        Assert.Equal(expected, ToolParserDetection.Detect(File.ReadAllText(SharedData.PathTo("chat-templates", $"{model}.jinja"))));

    [Theory]
    [InlineData("{{ tools }} <function=x>", "qwen3_moe", "qwen3_coder")]
    [InlineData("{{ tools }} <tool_call> <arg_key>", "glm4_moe", "glm45")]
    [InlineData("{{ tools }} <seed:tool_call><function=x>", null, "seed_oss")]
    [InlineData("{{ tools }}", "qwen3_moe", "hermes")]
    [InlineData("{{ tools }}", "llama", "llama3_json")]
    [InlineData("{{ tools }}", "gemma2", null)]
    [InlineData("{{ tools }}", null, null)]
    [InlineData("{{ messages }}", "llama", null)]
    [InlineData("{{ tools }} <｜tool▁calls▁begin｜>", null, "deepseek_v31")]
    [InlineData("{{ tools }} <｜tool▁calls▁begin｜> ```json", null, "deepseek_v3")]
    [InlineData("{{ tools }} <|tool_list_start|>", null, "pythonic")]
    [InlineData(null, "llama", null)]
    public void Detect_TemplateAndFamily_PrefersTheTemplate(string? template, string? modelType, string? expected) =>
        Assert.Equal(expected, ToolParserDetection.Detect(template, modelType));
}
