namespace Inference.Gateway.Tools;

/// <summary>Chooses the tool-call parser that fits a model.</summary>
public static class ToolParserDetection
{
    /// <summary>What templates say, the most telling first; null where no parser here reads what they ask for.</summary>
    private static readonly (string Marker, string Parser)[] Markers =
    [
        ("<|channel|>", "openai"),
        ("<arg_key>", "glm45"),
        ("<seed:tool_call>", "seed_oss"),
        ("<function=", "qwen3_coder"),
        ("<|tool_calls_section_begin|>", "kimi_k2"),
        ("[TOOL_CALLS]", "mistral"),
        ("<|tool_call|>", "granite"),
        ("<tool_calls>", "jamba"),
        ("<tool_call>", "hermes"),
        ("functools[", "phi4_mini_json"),
        ("<|tool_call_start|>", "pythonic"),
        ("<|tool_list_start|>", "pythonic"),
        ("<|python_start|>", "pythonic"),
        ("[func_name1(", "pythonic"),
        ("<|python_tag|>", "llama3_json"),
        ("""{"name": function name, "parameters":""", "llama3_json"),
    ];

    private static readonly (string ModelType, string Parser)[] Families =
    [
        ("qwen2", "hermes"),
        ("qwen3", "hermes"),
        ("llama", "llama3_json"),
        ("mistral", "mistral"),
        ("mixtral", "mistral"),
        ("granite", "granite"),
    ];

    /// <summary>One of <see cref="ToolCallParsers.Names"/>; null where the template does not tell the model about tools.</summary>
    /// <param name="chatTemplate">The template's source.</param>
    /// <param name="modelType"><c>model_type</c> of the model's <c>config.json</c>; it decides where the template names no form.</param>
    public static string? Detect(string? chatTemplate, string? modelType = null)
    {
        if (chatTemplate is null || !Mentions("tools")) return null;
        if (Mentions("<｜tool▁calls▁begin｜>")) return Mentions("```json") ? "deepseek_v3" : "deepseek_v31";
        foreach ((string marker, string parser) in Markers)
        {
            if (Mentions(marker)) return parser;
        }

        return Families.FirstOrDefault(family => modelType?.StartsWith(family.ModelType, StringComparison.Ordinal) == true).Parser;

        bool Mentions(string text) => chatTemplate.Contains(text, StringComparison.Ordinal);
    }
}
