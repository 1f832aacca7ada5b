using System.Text.Json.Nodes;

namespace Inference.Bench.Reliability.Requests;

/// <summary>A request for a stream, whose answer is the same whenever it is asked: it has its seed.</summary>
internal sealed record StreamSpec(int Index, string Path, string Body)
{
    private const string Chat = "/v1/chat/completions", Completions = "/v1/completions", Responses = "/v1/responses";
    private const string Prompt = "Once upon a time there was a machine that answered questions. It said:";

    /// <summary>Mixed temperatures, several choices, log-probabilities, a schema, stop strings, over all endpoints that stream.</summary>
    public static StreamSpec Of(int index, int tokens)
    {
        JsonObject body = new() { ["stream"] = true, ["seed"] = index + 1, ["temperature"] = (index % 5) switch { 0 => 0.0, 1 => 0.7, 2 => 1.0, 3 => 1.3, _ => 0.3 } };
        switch (index % 8)
        {
            case 0 or 1:
                return Of(Chat, new() { ["messages"] = Messages(), ["max_tokens"] = tokens, ["ignore_eos"] = true, ["return_token_ids"] = true });
            case 2:
                return Of(Completions, new() { ["prompt"] = $"{index} {Prompt}", ["max_tokens"] = tokens, ["ignore_eos"] = true, ["return_token_ids"] = true, ["n"] = 2 });
            case 3:
                return Of(Completions, new() { ["prompt"] = $"{index} {Prompt}", ["max_tokens"] = tokens, ["ignore_eos"] = true, ["return_token_ids"] = true, ["logprobs"] = 2 });
            case 4:
                return Of(Chat, new() { ["messages"] = Messages(), ["max_tokens"] = tokens, ["return_token_ids"] = true, ["response_format"] = Schema() });
            case 5:
                return Of(Completions, new() { ["prompt"] = $"{index} {Prompt}", ["max_tokens"] = tokens, ["ignore_eos"] = true, ["return_token_ids"] = true, ["n"] = 2, ["stop"] = new JsonArray("engine", "?!") });
            case 6:
                return Of(Chat, new() { ["messages"] = Messages(), ["max_tokens"] = tokens, ["ignore_eos"] = true, ["return_token_ids"] = true, ["logprobs"] = true, ["top_logprobs"] = 2, ["frequency_penalty"] = 0.4 });
            default:
                // Here events come with text only, and behind its end a model may say nothing for long.
                return Of(Responses, new() { ["input"] = $"{index} {Prompt}", ["max_output_tokens"] = tokens, ["store"] = false });
        }

        JsonArray Messages() => new(new JsonObject { ["role"] = "user", ["content"] = $"{index} What is a token?" });

        StreamSpec Of(string path, JsonObject fields)
        {
            foreach ((string name, JsonNode? value) in fields) body[name] = value?.DeepClone();
            return new StreamSpec(index, path, body.ToJsonString());
        }
    }

    private static JsonNode Schema() => JsonNode.Parse("""
        {"type":"json_schema","json_schema":{"name":"numbers","schema":{"type":"object","properties":{"numbers":{"type":"array","minItems":30,"maxItems":30,
        "items":{"type":"integer","minimum":0,"maximum":999}}},"required":["numbers"],"additionalProperties":false}}}
        """)!;
}
