using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Tests.Clients;

/// <summary>An application's options, as the engine sees them.</summary>
public sealed class ChatOptionFieldsTests
{
    [Fact]
    public async Task Options_All_ReachTheEngine()
    {
        ScriptedModel model = new("");
        await model.AskAsync(false, new ChatOptions
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
        ChatResponse response = await new ScriptedModel("one two three").AskAsync(false, options);
        List<ChatResponseUpdate> updates = await new ScriptedModel("one two three").Client.GetStreamingResponseAsync("x", options).ToListAsync();

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
        await model.AskAsync(false, new ChatOptions { ResponseFormat = ChatResponseFormat.Json });
        Assert.Equal(new ConstraintSpec(ConstraintKind.Json, ""), model.Asked!.Constraint);

        await model.AskAsync(false, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"boolean"}""")) });
        Assert.Equal(new ConstraintSpec(ConstraintKind.JsonSchema, """{"type":"boolean"}"""), model.Asked.Constraint);

        await model.AskAsync(false, new ChatOptions { ResponseFormat = ChatResponseFormat.Text });
        Assert.Null(model.Asked.Constraint);
    }

    [Fact]
    public async Task Options_ResponseFormatOfAModelThatReasons_HoldsBehindTheReasoning()
    {
        ScriptedModel model = new("""<think>Hm.</think>{"a":1}""", reasoningParser: "qwen3");
        ChatResponse response = await model.AskAsync(true, new ChatOptions { ResponseFormat = ChatResponseFormat.Json });

        Assert.Equal(["<think>"], model.Asked!.Reasoning!.Begins);
        Assert.Equal("""{"a":1}""", response.Text);
        Assert.Equal("Hm.", string.Concat(response.Messages[0].Contents.OfType<TextReasoningContent>().Select(content => content.Text)));

        await model.AskAsync(false, new ChatOptions());
        Assert.Null(model.Asked.Reasoning);
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
        ChatResponse response = await model.AskAsync(true, new ChatOptions { Tools = [ScriptedModel.Weather], ToolMode = tool });

        Assert.Equal(forces, model.Asked!.Constraint?.Kind == ConstraintKind.JsonSchema);
        if (mode == "required") Assert.Equal("weather", Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Name);
    }

    public static TheoryData<string, ChatOptions> WrongOptions { get; } = new()
    {
        { nameof(ChatOptions.ModelId), new() { ModelId = "unheard-of" } },
        { nameof(ChatOptions.ToolMode), new() { ToolMode = ChatToolMode.RequireAny } },
        { nameof(ChatOptions.ToolMode), new() { Tools = [ScriptedModel.Weather], ToolMode = ChatToolMode.RequireSpecific("absent") } },
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
            InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => model.AskAsync(streams, options));
            Assert.Equal(parameter, refusal.Parameter);
        }

        Assert.Null(model.Asked);
    }

    private sealed class Broken
    {
        public int Value => throw new ArgumentException("no");
    }
}
