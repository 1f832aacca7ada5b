using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Gateway.Clients;
using Inference.Gateway.Models;
using Inference.ModelFiles.Tokenization;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Tests.Clients;

public sealed class ModelChatClientTests
{
    private static readonly AIFunction Weather = AIFunctionFactory.Create((string city, bool inCelsius) => $"{city}: 20", "weather", "Tells the weather.");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_Plain_HasTextUsageAndNames(bool streams)
    {
        ScriptedModel model = new("Good day!");
        ChatResponse response = await AskAsync(model, streams, new ChatOptions());

        Assert.Equal("Good day!", response.Text);
        Assert.Equal(ChatRole.Assistant, Assert.Single(response.Messages).Role);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal("scripted", response.ModelId);
        Assert.StartsWith("chatcmpl-", response.ResponseId, StringComparison.Ordinal);
        Assert.Equal(response.ResponseId, response.Messages[0].MessageId);
        Assert.NotNull(response.CreatedAt);
        Assert.Equal(model.Asked!.Prompt.Count, response.Usage!.InputTokenCount);
        Assert.Equal(10, response.Usage.OutputTokenCount);
        Assert.Equal(model.Asked.Prompt.Count + 10, response.Usage.TotalTokenCount);
        Assert.Equal(3, response.Usage.CachedInputTokenCount);
    }

    [Fact]
    public async Task Stream_Text_ComesPieceByPiece()
    {
        ScriptedModel model = new("abcdef");
        List<ChatResponseUpdate> updates = await Client(model).GetStreamingResponseAsync("x").ToListAsync();

        Assert.Equal(["a", "b", "c", "d", "e", "f", ""], updates.Select(update => update.Text));
        Assert.All(updates, update => Assert.Equal(updates[0].ResponseId, update.ResponseId));
        Assert.All(updates.SkipLast(1), update => Assert.Null(update.FinishReason));
        Assert.IsType<UsageContent>(Assert.Single(updates[^1].Contents));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_WithReasoning_TellsItApart(bool streams)
    {
        ScriptedModel model = new("<think>Two and two.</think>Four.", reasoningParser: "qwen3");
        ChatResponse response = await AskAsync(model, streams, new ChatOptions());

        Assert.Equal("Four.", response.Text);
        Assert.Equal("Two and two.", string.Concat(response.Messages[0].Contents.OfType<TextReasoningContent>().Select(content => content.Text)));

        ChatOptions silent = new() { Reasoning = new ReasoningOptions { Output = ReasoningOutput.None } };
        Assert.DoesNotContain((await AskAsync(model, streams, silent)).Messages[0].Contents, content => content is TextReasoningContent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_WithCallsOfTheModelsForm_HasThemWhole(bool streams)
    {
        const string Call = """<tool_call>{"name": "weather", "arguments": {"city": "Oslo", "inCelsius": true}}</tool_call>""";
        ScriptedModel model = new($"Let me see.{Call}{Call.Replace("Oslo", "Rome", StringComparison.Ordinal)}", toolParser: "hermes");
        ChatResponse response = await AskAsync(model, streams, new ChatOptions { Tools = [Weather] });

        FunctionCallContent[] calls = [.. response.Messages[0].Contents.OfType<FunctionCallContent>()];
        Assert.Equal("Let me see.", response.Text);
        Assert.Equal(["Oslo", "Rome"], calls.Select(call => ((JsonElement)call.Arguments!["city"]!).GetString()));
        Assert.Equal(2, calls.Select(call => call.CallId).Distinct().Count());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal("Oslo: 20", ((JsonElement)(await Weather.InvokeAsync(new AIFunctionArguments(calls[0].Arguments)))!).GetString());

        ChatResponse single = await AskAsync(model, streams, new ChatOptions { Tools = [Weather], AllowMultipleToolCalls = false });
        Assert.Single(single.Messages[0].Contents.OfType<FunctionCallContent>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_CutShortWithinACall_TellsByTheContentsException(bool streams)
    {
        ScriptedModel model = new("""<tool_call>{"name": "weather", "arguments": {"city": "Os""", toolParser: "hermes") { End = FinishReason.Length };
        ChatResponse response = await AskAsync(model, streams, new ChatOptions { Tools = [Weather] });

        Assert.NotNull(Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Exception);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
    }

    [Fact]
    public async Task Options_All_ReachTheEngine()
    {
        ScriptedModel model = new("");
        await AskAsync(model, false, new ChatOptions
        {
            Temperature = 0.5f, TopP = 0.25f, TopK = 7, MaxOutputTokens = 11, Seed = -3, PresencePenalty = 0.125f, FrequencyPenalty = -0.5f, StopSequences = ["END"],
            ModelId = "other-name",
            AdditionalProperties = new() { ["min_p"] = 0.75, ["repetition_penalty"] = 1.5f, ["stop_token_ids"] = new[] { 5, 6 }, ["priority"] = 4, ["mine"] = new object(), ["broken"] = new Broken(), ["temperature"] = 9 },
            RawRepresentationFactory = _ => new JsonObject { ["top_k"] = 8 },
        });

        SamplingParams sampling = model.Asked!.Sampling;
        Assert.Equal((0.5f, 0.25f, 8, 11), (sampling.Temperature, sampling.TopP, sampling.TopK, sampling.MaxTokens));
        Assert.Equal((unchecked((ulong)-3), 0.125f, -0.5f), (sampling.Seed, sampling.PresencePenalty, sampling.FrequencyPenalty));
        Assert.Equal((0.75f, 1.5f, 4), (sampling.MinP, sampling.RepetitionPenalty, model.Asked.Priority));
        Assert.Equal([5, 6], sampling.StopTokenIds);
    }

    [Fact]
    public async Task Options_StopSequence_EndsTheAnswer()
    {
        ChatOptions options = new() { StopSequences = ["two"] };
        ChatResponse response = await AskAsync(new ScriptedModel("one two three"), false, options);
        List<ChatResponseUpdate> updates = await Client(new ScriptedModel("one two three")).GetStreamingResponseAsync("x", options).ToListAsync();

        Assert.Equal("one ", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal("two", response.AdditionalProperties!["stop_reason"]);
        Assert.Equal("one ", string.Concat(updates.Select(update => update.Text)));
        Assert.Equal("two", updates[^1].AdditionalProperties!["stop_reason"]);
    }

    [Fact]
    public async Task Options_ResponseFormat_IsTheConstraint()
    {
        ScriptedModel model = new("{}");
        await AskAsync(model, false, new ChatOptions { ResponseFormat = ChatResponseFormat.Json });
        Assert.Equal(new ConstraintSpec(ConstraintKind.Json, ""), model.Asked!.Constraint);

        await AskAsync(model, false, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"boolean"}""")) });
        Assert.Equal(new ConstraintSpec(ConstraintKind.JsonSchema, """{"type":"boolean"}"""), model.Asked.Constraint);

        await AskAsync(model, false, new ChatOptions { ResponseFormat = ChatResponseFormat.Text });
        Assert.Null(model.Asked.Constraint);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("none", false)]
    [InlineData("required", true)]
    [InlineData("weather", true)]
    public async Task Options_ToolMode_ForcesCallsOrNot(string? mode, bool forces)
    {
        ScriptedModel model = new("""[{"name": "weather", "parameters": {"city": "Oslo", "inCelsius": true}}]""", toolParser: "hermes");
        ChatToolMode? tool = mode switch { null => null, "none" => ChatToolMode.None, "required" => ChatToolMode.RequireAny, _ => ChatToolMode.RequireSpecific(mode) };
        ChatResponse response = await AskAsync(model, true, new ChatOptions { Tools = [Weather], ToolMode = tool });

        Assert.Equal(forces, model.Asked!.Constraint?.Kind == ConstraintKind.JsonSchema);
        if (mode == "required") Assert.Equal("weather", Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Name);
    }

    [Fact]
    public async Task Conversation_OfAllKinds_IsWhatTheTemplateSees()
    {
        const string Template = "{% for m in messages %}[{{ m.role }}|{{ m.content }}{% if m.reasoning_content %}|thought {{ m.reasoning_content }}{% endif %}"
            + "{% for c in m.tool_calls or [] %}|{{ c.id }} {{ c.function.name }} {{ c.function.arguments.city }}{% endfor %}{% if m.tool_call_id %}|to {{ m.tool_call_id }}{% endif %}]{% endfor %}"
            + "{% for t in tools or [] %}({{ t.function.name }}: {{ t.function.description }}){% endfor %}{{ reasoning_effort }}{% if enable_thinking is defined %} thinks {{ enable_thinking }}{% endif %}";
        ScriptedModel model = new("", template: Template);
        ChatMessage[] messages =
        [
            new(ChatRole.System, "Be kind."),
            new(ChatRole.User, [new TextContent("Weather?"), new TextContent("In Oslo.")]),
            new(ChatRole.Assistant, [new TextReasoningContent("hm"), new TextContent("I "), new TextContent("look."), new FunctionCallContent("c1", "weather", new Dictionary<string, object?> { ["city"] = "Oslo" }), new UsageContent()]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "20 °"), new FunctionResultContent("c2", new { Degrees = 21 })]),
        ];
        await Client(model).GetResponseAsync(messages, new ChatOptions { Tools = [Weather], Instructions = "Be brief.", Reasoning = new ReasoningOptions { Effort = ReasoningEffort.None } });

        Assert.Equal(
            "[system|Be brief.\n\nBe kind.][user|Weather?\nIn Oslo.][assistant|I look.|thought hm|c1 weather Oslo][tool|20 °|to c1][tool|{\"degrees\":21}|to c2]"
            + "(weather: Tells the weather.)none thinks False",
            model.Prompt);

        await Client(model).GetResponseAsync([new(ChatRole.User, "Hi")], new ChatOptions { Instructions = "Be brief." });
        Assert.Equal("[system|Be brief.][user|Hi]", model.Prompt);
    }

    public static TheoryData<string, ChatOptions> WrongOptions { get; } = new()
    {
        { nameof(ChatOptions.ModelId), new() { ModelId = "unheard-of" } },
        { nameof(ChatOptions.ToolMode), new() { ToolMode = ChatToolMode.RequireAny } },
        { nameof(ChatOptions.ToolMode), new() { Tools = [Weather], ToolMode = ChatToolMode.RequireSpecific("absent") } },
        { nameof(ChatOptions.Tools), new() { Tools = [new HostedWebSearchTool()] } },
        { nameof(ChatOptions.ConversationId), new() { ConversationId = "1" } },
        { nameof(ChatOptions.StopSequences), new() { StopSequences = [""] } },
        { nameof(ChatOptions.MaxOutputTokens), new() { MaxOutputTokens = 100_000 } },
        { "n", new() { AdditionalProperties = new() { ["n"] = 2 } } },
        { "min_p", new() { AdditionalProperties = new() { ["min_p"] = "much" } } },
        { "messages", new() { AdditionalProperties = new() { ["messages"] = "none" } } },
    };

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public async Task Options_Wrong_AreRefusedByName(string parameter, ChatOptions options)
    {
        ScriptedModel model = new("x");

        foreach (bool streams in new[] { true, false })
        {
            InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => AskAsync(model, streams, options));
            Assert.Equal(parameter, refusal.Parameter);
        }

        Assert.Null(model.Asked);
    }

    [Fact]
    public async Task Refusal_OfTheEngine_NamesTheOption()
    {
        ScriptedModel model = new("") { Failure = new InferenceException(InferenceError.InvalidRequest, "wrong") { Parameter = nameof(SamplingParams.MaxTokens) } };

        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => AskAsync(model, true, new ChatOptions { MaxOutputTokens = 3 }));

        Assert.Equal(nameof(ChatOptions.MaxOutputTokens), refusal.Parameter);
        Assert.Same(model.Failure, refusal.InnerException);
    }

    [Fact]
    public async Task Conversation_ThatTheTemplateRefuses_IsInvalid()
    {
        ScriptedModel model = new("", template: "{{ raise_exception('no') }}");

        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => AskAsync(model, false, new ChatOptions()));

        Assert.Equal((InferenceError.InvalidRequest, "messages"), (refusal.Error, refusal.Parameter));
    }

    [Fact]
    public async Task Conversation_WithAnImage_IsRefused()
    {
        ChatMessage message = new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]);

        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => Client(new ScriptedModel("")).GetResponseAsync(message));

        Assert.Equal("messages", refusal.Parameter);
    }

    [Fact]
    public async Task Conversation_OfBrokenTexts_IsAnswered()
    {
        ChatResponse response = await Client(new ScriptedModel("ok")).GetResponseAsync("half \ud83d of a pair, and \0");

        Assert.Equal("ok", response.Text);
    }

    [Fact]
    public async Task Report_OfTokenIds_ComesUnderTheApisName()
    {
        ScriptedModel model = new("ab");
        ChatResponse response = await AskAsync(model, false, new ChatOptions { AdditionalProperties = new() { ["return_token_ids"] = true } });

        Assert.Equal([.. model.Tokenizer.Encode("ab"), Inference.Support.TinyChatModel.EndToken], (IReadOnlyList<int>)response.AdditionalProperties!["token_ids"]!);
    }

    [Fact]
    public void GetService_Known_IsThere()
    {
        ScriptedModel model = new("");
        ModelChatClient client = Client(model);

        Assert.Equal(("inference", "scripted"), (client.GetService<ChatClientMetadata>()!.ProviderName, client.GetService<ChatClientMetadata>()!.DefaultModelId));
        Assert.Same(model, client.GetService<ITokenService>());
        Assert.Same(model.Tokenizer, client.GetService<Tokenizer>());
        Assert.Same(model.Model, client.GetService<ServedModel>());
        Assert.Same(client, client.GetService<IChatClient>());
        Assert.Null(client.GetService(typeof(IChatClient), "key"));
        Assert.Null(client.GetService<string>());
    }

    private sealed class Broken
    {
        public int Value => throw new ArgumentException("no");
    }

    private static ModelChatClient Client(ScriptedModel model) => new(model.Model);

    private static Task<ChatResponse> AskAsync(ScriptedModel model, bool streams, ChatOptions options) =>
        streams ? Client(model).GetStreamingResponseAsync("Hi", options).ToChatResponseAsync() : Client(model).GetResponseAsync("Hi", options);
}
