namespace Inference.ModelFiles.Configuration;

/// <summary>Reads sampling defaults from the fields of generation_config.json or of GGUF's <c>general.sampling</c>.</summary>
internal static class GenerationDefaultsReader
{
    private const int NoLimit = int.MaxValue;

    public static GenerationDefaults FromHuggingFace(ConfigFields fields) => new()
    {
        Temperature = Share(fields, "temperature", maximum: 100),
        TopP = Share(fields, "top_p", maximum: 1),
        TopK = fields.OptionalCount("top_k", NoLimit, minimum: -1),
        MinP = Share(fields, "min_p", maximum: 1),
        RepetitionPenalty = fields.OptionalPositive("repetition_penalty"),
        MaxNewTokens = fields.OptionalCount("max_new_tokens", NoLimit),
    };

    public static GenerationDefaults FromGguf(ConfigFields fields) => new()
    {
        Temperature = Share(fields, "general.sampling.temp", maximum: 100),
        TopP = Share(fields, "general.sampling.top_p", maximum: 1),
        TopK = fields.OptionalCount("general.sampling.top_k", NoLimit, minimum: -1),
        MinP = Share(fields, "general.sampling.min_p", maximum: 1),
        RepetitionPenalty = fields.OptionalPositive("general.sampling.penalty_repeat"),
    };

    private static float? Share(ConfigFields fields, string field, float maximum)
    {
        if (fields.Number(field) is not { } value) return null;
        if (value >= 0 && value <= maximum) return (float)value;
        fields.Report(field, $"is {value}, outside 0 to {maximum}");
        return null;
    }
}
