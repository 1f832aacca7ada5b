using System.Net;
using System.Text.Json.Nodes;

namespace Inference.Server.Tests.Serving;

/// <summary>What is wrong with a request is named as the client has named it, and nothing that changes an answer is passed over in silence.</summary>
[Collection(nameof(RunningServer))]
public sealed class ParameterErrorTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(""" "response_format":{"type":"json_schema","json_schema":{"schema":{"type":"x"}}} """, "response_format")]
    [InlineData(""" "response_format":{"type":1} """, "response_format.type")]
    [InlineData(""" "response_format":{"type":"json_schema","json_schema":[]} """, "response_format.json_schema")]
    [InlineData(""" "guided_regex":"(" """, "guided_regex")]
    [InlineData(""" "guided_json":"{" """, "guided_json")]
    [InlineData(""" "guided_choice":["a",1] """, "guided_choice")]
    [InlineData(""" "structured_outputs":{"regex":"("} """, "structured_outputs.regex")]
    [InlineData(""" "structured_outputs":{"regex":1} """, "structured_outputs.regex")]
    [InlineData(""" "structured_outputs":{} """, "structured_outputs")]
    [InlineData(""" "structured_outputs":{"json":null,"disable_fallback":false} """, "structured_outputs")]
    [InlineData(""" "structured_outputs":{"structural_tag":"{}"} """, "structured_outputs.structural_tag")]
    [InlineData(""" "structured_outputs":{"regex":"a"},"guided_choice":["a"] """, "guided_choice")]
    [InlineData(""" "stream":true,"stream_options":{"include_usage":"x"} """, "stream_options.include_usage")]
    [InlineData(""" "best_of":5000 """, "best_of")]
    [InlineData(""" "user":1 """, "user")]
    [InlineData(""" "request_id":[] """, "request_id")]
    [InlineData(""" "use_beam_search":true,"top_p":0.5 """, "top_p")]
    [InlineData(""" "use_beam_search":true,"top_k":5 """, "top_k")]
    [InlineData(""" "use_beam_search":true,"min_p":0.5 """, "min_p")]
    [InlineData(""" "use_beam_search":true,"guided_regex":"a" """, "guided_regex")]
    public async Task Generation_WrongParameter_IsNamedAsGiven(string fields, string parameter)
    {
        await FailAsync("/v1/completions", $$"""{"prompt":"a",{{fields}}}""", parameter);
        await FailAsync("/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"a"}],{{fields}}}""", parameter);
    }

    [Theory]
    [InlineData(""" "metadata":"x" """, "metadata")]
    [InlineData(""" "store":1 """, "store")]
    [InlineData(""" "service_tier":1 """, "service_tier")]
    [InlineData(""" "modalities":["text","audio"] """, "modalities")]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"x"}}}}}],"tool_choice":"required" """, "tools")]
    public async Task Chat_WrongParameter_IsNamedAsGiven(string fields, string parameter) =>
        await FailAsync("/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"a"}],{{fields}}}""", parameter);

    [Theory]
    [InlineData(""" "text":{"format":{"type":"json_schema","name":"a","schema":{"type":"x"}}} """, "text.format")]
    [InlineData(""" "text":{"format":{"type":1}} """, "text.format.type")]
    [InlineData(""" "truncation":"middle" """, "truncation")]
    [InlineData(""" "include":1 """, "include")]
    [InlineData(""" "metadata":1 """, "metadata")]
    [InlineData(""" "top_logprobs":21 """, "top_logprobs")]
    [InlineData(""" "structured_outputs":{"regex":"("} """, "structured_outputs.regex")]
    public async Task Responses_WrongParameter_IsNamedAsGiven(string fields, string parameter) => await FailAsync("/v1/responses", $$"""{"input":"a",{{fields}}}""", parameter);

    [Theory]
    [InlineData("n", "2")]
    [InlineData("best_of", "2")]
    [InlineData("use_beam_search", "true")]
    [InlineData("prompt_logprobs", "1")]
    [InlineData("stream", "true")]
    [InlineData("top_p", "3")]
    [InlineData("max_tokens", "0")]
    [InlineData("stop_token_ids", "[99999]")]
    [InlineData("model", "\"other\"")]
    public async Task BatchGenerate_WrongParameter_IsNamedWithItsPlace(string name, string value)
    {
        string member = $$"""{"prompt":"a","{{name}}":{{value}}}""";
        await FailAsync("/batch-generate", $$"""{"requests":[{"prompt":"b","max_tokens":1},{{member}}]}""", $"requests[1].{name}");
        await FailAsync("/batch-generate", $$"""{"requests":[{{member}}]}""", $"requests[0].{name}");
        if (name != "model") await FailAsync("/generate", member, name);
    }

    private async Task FailAsync(string path, string body, string parameter)
    {
        JsonNode error = await _server.FailAsync(path, body, HttpStatusCode.BadRequest);
        Assert.Equal(parameter, (string?)error["param"]);
    }
}
