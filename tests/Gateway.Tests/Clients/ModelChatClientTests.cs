using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Clients;
using Inference.Gateway.Models;
using Inference.ModelFiles.Tokenization;
using Inference.Support;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Tests.Clients;

/// <summary>Answers, as an application sees them.</summary>
public sealed class ModelChatClientTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_Plain_HasTextUsageAndNames(bool streams)
    {
        ScriptedModel model = new("Good day!");
        ChatResponse response = await model.AskAsync(streams, new ChatOptions());

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
        List<ChatResponseUpdate> updates = await model.Client.GetStreamingResponseAsync("x").ToListAsync();

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
        ChatResponse response = await model.AskAsync(streams, new ChatOptions());

        Assert.Equal("Four.", response.Text);
        Assert.Equal("Two and two.", string.Concat(response.Messages[0].Contents.OfType<TextReasoningContent>().Select(content => content.Text)));

        ChatOptions silent = new() { Reasoning = new ReasoningOptions { Output = ReasoningOutput.None } };
        Assert.DoesNotContain((await model.AskAsync(streams, silent)).Messages[0].Contents, content => content is TextReasoningContent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_WithCallsOfTheModelsForm_HasThemWhole(bool streams)
    {
        const string Call = """<tool_call>{"name": "weather", "arguments": {"city": "Oslo", "inCelsius": true}}</tool_call>""";
        ScriptedModel model = new($"Let me see.{Call}{Call.Replace("Oslo", "Rome", StringComparison.Ordinal)}", toolParser: "hermes");
        ChatResponse response = await model.AskAsync(streams, new ChatOptions { Tools = [ScriptedModel.Weather] });

        FunctionCallContent[] calls = [.. response.Messages[0].Contents.OfType<FunctionCallContent>()];
        Assert.Equal("Let me see.", response.Text);
        Assert.Equal(["Oslo", "Rome"], calls.Select(call => ((JsonElement)call.Arguments!["city"]!).GetString()));
        Assert.Equal(2, calls.Select(call => call.CallId).Distinct().Count());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal("Oslo: 20", ((JsonElement)(await ScriptedModel.Weather.InvokeAsync(new AIFunctionArguments(calls[0].Arguments)))!).GetString());

        ChatResponse single = await model.AskAsync(streams, new ChatOptions { Tools = [ScriptedModel.Weather], AllowMultipleToolCalls = false });
        Assert.Single(single.Messages[0].Contents.OfType<FunctionCallContent>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_CutShortWithinACall_TellsByTheContentsException(bool streams)
    {
        ScriptedModel model = new("""<tool_call>{"name": "weather", "arguments": {"city": "Os""", toolParser: "hermes") { End = FinishReason.Length };
        ChatResponse response = await model.AskAsync(streams, new ChatOptions { Tools = [ScriptedModel.Weather] });

        Assert.NotNull(Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>()).Exception);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
    }

    [Fact]
    public async Task Refusal_OfTheEngine_NamesTheOption()
    {
        ScriptedModel model = new("") { Failure = new InferenceException(InferenceError.InvalidRequest, "wrong") { Parameter = nameof(SamplingParams.MaxTokens) } };

        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => model.AskAsync(true, new ChatOptions { MaxOutputTokens = 3 }));

        Assert.Equal(nameof(ChatOptions.MaxOutputTokens), refusal.Parameter);
        Assert.Same(model.Failure, refusal.InnerException);
    }

    [Fact]
    public async Task Report_OfTokenIds_ComesUnderTheApisName()
    {
        ScriptedModel model = new("ab");
        ChatResponse response = await model.AskAsync(false, new ChatOptions { AdditionalProperties = new() { ["return_token_ids"] = true } });

        Assert.Equal([.. model.Tokenizer.Encode("ab"), TinyChatModel.EndToken], (IReadOnlyList<int>)response.AdditionalProperties!["token_ids"]!);
    }

    [Fact]
    public void GetService_Known_IsThere()
    {
        ScriptedModel model = new("");
        ModelChatClient client = model.Client;

        Assert.Equal(("inference", "scripted"), (client.GetService<ChatClientMetadata>()!.ProviderName, client.GetService<ChatClientMetadata>()!.DefaultModelId));
        Assert.Same(model, client.GetService<ITokenService>());
        Assert.Same(model.Tokenizer, client.GetService<Tokenizer>());
        Assert.Same(model.Model, client.GetService<ServedModel>());
        Assert.Same(client, client.GetService<IChatClient>());
        Assert.Null(client.GetService(typeof(IChatClient), "key"));
        Assert.Null(client.GetService<string>());
    }
}
