using System.Net;
using System.Text.Json.Nodes;

namespace Inference.Server.Tests.Serving;

/// <summary>What a chat's messages, template and variables become as a prompt.</summary>
[Collection(nameof(RunningServer))]
public sealed class ChatTemplateTests : IAsyncLifetime
{
    private const string Path = "/v1/chat/completions";
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Post_TextParts_AreOneText()
    {
        JsonNode text = new JsonObject { ["messages"] = Messages("a\nb") };
        JsonNode parts = new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(Part("a"), Part("b")) }) };

        Assert.Equal((await _server.AskAsync("/tokenize", text))["tokens"]!.ToJsonString(), (await _server.AskAsync("/tokenize", parts))["tokens"]!.ToJsonString());

        static JsonObject Part(string text) => new() { ["type"] = "text", ["text"] = text };
    }

    [Fact]
    public async Task Post_TemplateOfRequest_IsUsedWithItsVariables()
    {
        JsonNode request = new JsonObject
        {
            ["messages"] = Messages("hello"),
            ["chat_template"] = "{{ messages[0].content }}{{ tail }}",
            ["chat_template_kwargs"] = new JsonObject { ["tail"] = "!?" },
        };
        JsonNode tokens = await _server.AskAsync("/tokenize", request);
        JsonNode text = await _server.AskAsync("/detokenize", new JsonObject { ["tokens"] = tokens["tokens"]!.DeepClone() });

        Assert.Equal("hello!?", (string?)text["prompt"]);
    }

    [Fact]
    public async Task Post_TemplateVariablesThatTheRequestHasFieldsFor_AreThoseOfTheFields()
    {
        JsonNode request = new JsonObject
        {
            ["messages"] = Messages("hello"),
            ["add_generation_prompt"] = true,
            ["reasoning_effort"] = "low",
            ["chat_template"] = "{{ messages[0].content }} {{ add_generation_prompt }} {{ reasoning_effort }} {{ bos_token }}",
            ["chat_template_kwargs"] = new JsonObject { ["add_generation_prompt"] = false, ["reasoning_effort"] = "high", ["bos_token"] = "B" },
        };
        JsonNode tokens = await _server.AskAsync("/tokenize", request);
        JsonNode text = await _server.AskAsync("/detokenize", new JsonObject { ["tokens"] = tokens["tokens"]!.DeepClone() });

        Assert.Equal("hello True low B", (string?)text["prompt"]);
    }

    [Theory]
    [InlineData("messages", """[{"role":"user","content":"other"}]""")]
    [InlineData("tools", "[]")]
    [InlineData("chat_template", "\"\"")]
    [InlineData("tokenize", "false")]
    public async Task Post_TemplateVariableThatReplacesWhatIsAsked_IsRefused(string name, string value)
    {
        foreach (string path in new[] { Path, "/tokenize" })
        {
            string body = $$$"""{"messages":[{"role":"user","content":"a"}],"chat_template_kwargs":{"{{{name}}}":{{{value}}}}}""";
            JsonNode error = await _server.FailAsync(path, body, HttpStatusCode.BadRequest);

            Assert.Equal("chat_template_kwargs", (string?)error["param"]);
            Assert.Contains($"'{name}'", (string?)error["message"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("reasoning", "{{ messages[0].reasoning_content }}")]
    [InlineData("reasoning_content", "{{ messages[0].reasoning }}")]
    public async Task Post_ReasoningOfAnEarlierAnswer_ReachesTheTemplateByBothNames(string name, string template)
    {
        JsonNode answer = await _server.AskAsync(Path, new JsonObject
        {
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "assistant", ["content"] = "a", [name] = "abc" }),
            ["chat_template"] = template,
            ["max_tokens"] = 1,
            ["return_token_ids"] = true,
        });

        Assert.Equal("[97,98,99]", answer["prompt_token_ids"]!.ToJsonString());
    }

    private static JsonArray Messages(string text) => new(new JsonObject { ["role"] = "user", ["content"] = text });
}
