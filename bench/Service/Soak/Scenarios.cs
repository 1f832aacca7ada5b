using System.Text.Json.Nodes;

namespace Inference.Bench.Service.Soak;

/// <summary>What one client does next, drawn from its own random numbers.</summary>
internal sealed class Scenarios(SoakClient client, Ledger ledger, Random random, string key)
{
    private const string Chat = "/v1/chat/completions", Completions = "/v1/completions", Responses = "/v1/responses";

    private static readonly string[] Questions =
    [
        "What is the capital of France?", "Tell me a story about a fox", "How do I start the server?", "Who are you?", "Was ist das? 你好 😀", "Count to ten", "Why is the sky blue?",
    ];

    private static readonly string[] Views = ["/health", "/ready", "/load", "/version", "/metrics", "/v1/models", "/v1/models/ember", "/", "/console/app.js"];

    private static readonly (string Path, string Body, int Status)[] BadRequests =
    [
        (Chat, "{", 400), (Chat, "[]", 400), (Chat, "{}", 400), (Chat, """{"messages":[{"role":"user","content":"a"}],"temperature":-1}""", 400),
        (Chat, """{"messages":[{"role":"user","content":"a"}],"model":"other"}""", 404), (Completions, """{"prompt":"a","max_tokens":100000}""", 400),
        (Completions, """{"prompt":[99999]}""", 400), (Completions, """{"prompt":"a","guided_regex":"("}""", 400), (Completions, """{"prompt":"a","n":100000}""", 400),
        (Completions, "{\"prompt\":\"\\ud800\"}", 400), ("/v1/embeddings", """{"input":[]}""", 400), (Responses, """{"input":"a","previous_response_id":"none"}""", 400),
        ("/tokenize", """{"prompt":5}""", 400), ("/generate", """{"prompt":""}""", 400), ("/v1/rerank", """{"query":"a","documents":[]}""", 400),
    ];

    private static readonly JsonNode Tool = JsonNode.Parse("""
        {"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string","enum":["Oslo","Rome"]}},"required":["city"],"additionalProperties":false}}}
        """)!;

    private static readonly JsonNode Schema = JsonNode.Parse("""
        {"type":"object","properties":{"name":{"type":"string","maxLength":12},"size":{"type":"integer"},"tags":{"type":"array","items":{"enum":["a","b"]},"maxItems":3}},"required":["name","size","tags"],"additionalProperties":false}
        """)!;

    public Task NextAsync() => random.Next(22) switch
    {
        0 or 1 => client.AskAsync(Chat, ChatBody(), answer => Expect(answer["choices"]!.AsArray().Count > 0, answer)),
        2 or 3 or 4 => client.StreamAsync(Chat, ChatBody()),
        5 => client.AskAsync(Completions, CompletionBody()),
        6 or 7 => client.StreamAsync(Completions, CompletionBody()),
        8 => StructuredAsync(),
        9 => ToolAsync(),
        10 => client.StreamAsync(Chat, With(ChatBody(), ("tools", new JsonArray(Tool.DeepClone())), ("tool_choice", "required"), ("max_tokens", 200))),
        11 => ResponseAsync(),
        12 => client.StreamAsync(Responses, new JsonObject { ["input"] = Question(), ["max_output_tokens"] = random.Next(1, 100) }),
        13 => client.AskAsync("/v1/embeddings", new JsonObject { ["input"] = Texts(random.Next(1, 20)) }),
        14 => client.AskAsync("/v1/rerank", new JsonObject { ["query"] = Question(), ["documents"] = Texts(random.Next(1, 6)) }),
        15 => client.AskAsync("/v1/score", new JsonObject { ["text_1"] = Question(), ["text_2"] = Texts(3) }),
        16 => client.AskAsync("/generate", new JsonObject { ["prompt"] = Question(), ["max_tokens"] = random.Next(1, 60) }),
        17 => client.AskAsync("/batch-generate", new JsonObject { ["requests"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => (JsonNode)new JsonObject { ["prompt"] = Question(), ["max_tokens"] = random.Next(1, 40), ["temperature"] = random.NextDouble() })]) }),
        18 => client.AskAsync("/tokenize", new JsonObject { ["prompt"] = Question() }),
        19 => client.GetAsync(Views[random.Next(Views.Length)]),
        20 => BadAsync(),
        _ => client.BreakOffAsync(random.Next(2) == 0 ? Chat : Completions, ChatBody().ToJsonString(), key),
    };

    private JsonObject ChatBody()
    {
        JsonObject body = new() { ["model"] = "ember", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = Question() }), ["max_tokens"] = random.Next(1, 250), ["temperature"] = random.Next(3) * 0.7 };
        if (random.Next(3) == 0) body["n"] = random.Next(1, 5);
        if (random.Next(4) == 0) (body["logprobs"], body["top_logprobs"]) = (true, random.Next(0, 6));
        if (random.Next(4) == 0) body["stop"] = new JsonArray("the", ".\n");
        if (random.Next(4) == 0) body["seed"] = random.Next();
        if (random.Next(6) == 0) body["priority"] = random.Next(-3, 3);
        if (random.Next(8) == 0) body["repetition_penalty"] = 1.2;
        if (random.Next(8) == 0) body["cache_salt"] = "salt";
        return body;
    }

    private JsonObject CompletionBody()
    {
        JsonObject body = new() { ["prompt"] = random.Next(3) == 0 ? Texts(random.Next(1, 4)) : Long(), ["max_tokens"] = random.Next(1, 150), ["ignore_eos"] = random.Next(2) == 0 };
        if (random.Next(3) == 0) body["n"] = random.Next(1, 4);
        if (random.Next(4) == 0) (body["echo"], body["logprobs"]) = (true, 1);
        if (random.Next(4) == 0) body["stop"] = "a";
        return body;
    }

    private Task<JsonNode?> StructuredAsync() => random.Next(3) switch
    {
        0 => client.AskAsync(Chat, With(ChatBody(), ("guided_regex", "(yes|no), [0-9]{2,5}"), ("logprobs", false), ("top_logprobs", null), ("stop", null))),
        1 => client.AskAsync(Chat, With(ChatBody(), ("guided_choice", new JsonArray("red", "green")), ("stop", null)), answer => Expect(Finished(answer).All(text => text is "red" or "green"), answer)),
        _ => client.AskAsync(
            Chat,
            With(ChatBody(), ("response_format", new JsonObject { ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = "x", ["schema"] = Schema.DeepClone() } }), ("stop", null)),
            answer => Expect(Finished(answer).All(text => JsonNode.Parse(text)!["tags"] is JsonArray), answer)),
    };

    private Task<JsonNode?> ToolAsync() => client.AskAsync(
        Chat,
        With(ChatBody(), ("tools", new JsonArray(Tool.DeepClone())), ("tool_choice", "required"), ("max_tokens", 300), ("stop", null), ("n", 1), ("parallel_tool_calls", false)),
        answer => Expect(answer["choices"]![0]!["message"]!["tool_calls"] is JsonArray || (string?)answer["choices"]![0]!["finish_reason"] == "length", answer));

    private async Task ResponseAsync()
    {
        JsonObject body = new() { ["input"] = Question(), ["max_output_tokens"] = random.Next(1, 60) };
        if (await client.AskAsync(Responses, body) is not { } response) return;
        body["previous_response_id"] = (string?)response["id"];
        await client.AskAsync(Responses, body);
        await client.GetAsync($"{Responses}/{response["id"]}");
    }

    private Task BadAsync()
    {
        int which = random.Next(BadRequests.Length + 2);
        if (which == BadRequests.Length) return client.RefuseAsync(Chat, "{}", 415, type: "text/plain");
        if (which > BadRequests.Length) return client.RefuseAsync(Chat, "{}", 401, key: "wrong");
        (string path, string body, int status) = BadRequests[which];
        return client.RefuseAsync(path, body, status);
    }

    private string Question() => Questions[random.Next(Questions.Length)];

    private string Long() => string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(_ => Question()));

    private JsonArray Texts(int count) => [.. Enumerable.Range(0, count).Select(_ => (JsonNode)Question())];

    private static IEnumerable<string> Finished(JsonNode answer) =>
        answer["choices"]!.AsArray().Where(choice => (string?)choice!["finish_reason"] == "stop").Select(choice => (string)choice!["message"]!["content"]!);

    private static JsonObject With(JsonObject body, params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        foreach ((string name, JsonNode? value) in fields) body[name] = value;
        return body;
    }

    private void Expect(bool holds, JsonNode answer)
    {
        if (!holds) ledger.Fail(answer.ToJsonString());
    }
}
