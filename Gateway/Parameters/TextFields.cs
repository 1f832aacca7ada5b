using Inference.Gateway.Http;

namespace Inference.Gateway.Parameters;

/// <summary>How a choice's tokens become text, and which text ends it.</summary>
internal sealed record TextFields(IReadOnlyList<string> Stop, bool IncludeStop, bool SkipSpecialTokens, int MinTokens)
{
    private const int MostStops = 64, LongestStop = 4096;

    public static TextFields Read(RequestFields fields)
    {
        // Words may be merged with or without spaces between special tokens: here tokens say that themselves.
        fields.Accept("spaces_between_special_tokens", "detokenize");
        IReadOnlyList<string> stop = fields.Texts("stop") ?? [];
        if (stop.Any(text => text.Length == 0)) throw RequestFields.Wrong("stop", "stop must not have an empty string");
        if (stop.Count > MostStops) throw RequestFields.Wrong("stop", $"stop must be at most {MostStops} strings, got {stop.Count}");
        if (stop.Any(text => text.Length > LongestStop)) throw RequestFields.Wrong("stop", $"stop must be strings of at most {LongestStop} characters");
        return new TextFields(
            stop, fields.Flag("include_stop_str_in_output") ?? false, fields.Flag("skip_special_tokens") ?? true, fields.Integer("min_tokens") ?? 0);
    }
}
