using Inference.Contracts;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Tests.Clients;

/// <summary>A conversation, as the template sees it.</summary>
public sealed class ConversationMessagesTests
{
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
        await model.Client.GetResponseAsync(messages, new ChatOptions { Tools = [ScriptedModel.Weather], Instructions = "Be brief.", Reasoning = new ReasoningOptions { Effort = ReasoningEffort.None } });

        Assert.Equal(
            "[system|Be brief.\n\nBe kind.][user|Weather?\nIn Oslo.][assistant|I look.|thought hm|c1 weather Oslo][tool|20 °|to c1][tool|{\"degrees\":21}|to c2]"
            + "(weather: Tells the weather.)none thinks False",
            model.Prompt);

        await model.Client.GetResponseAsync([new(ChatRole.User, "Hi")], new ChatOptions { Instructions = "Be brief." });
        Assert.Equal("[system|Be brief.][user|Hi]", model.Prompt);
    }

    [Fact]
    public async Task Conversation_ThatTheTemplateRefuses_IsInvalid()
    {
        ScriptedModel model = new("", template: "{{ raise_exception('no') }}");

        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => model.AskAsync(false, new ChatOptions()));

        Assert.Equal((InferenceError.InvalidRequest, "messages"), (refusal.Error, refusal.Parameter));
    }

    [Fact]
    public async Task Conversation_WithAnImage_IsRefused()
    {
        ChatMessage message = new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")]);

        InferenceException refusal = await Assert.ThrowsAsync<InferenceException>(() => new ScriptedModel("").Client.GetResponseAsync(message));

        Assert.Equal("messages", refusal.Parameter);
    }

    [Fact]
    public async Task Conversation_OfBrokenTexts_IsAnswered()
    {
        ChatResponse response = await new ScriptedModel("ok").Client.GetResponseAsync("half \ud83d of a pair, and \0");

        Assert.Equal("ok", response.Text);
    }
}
