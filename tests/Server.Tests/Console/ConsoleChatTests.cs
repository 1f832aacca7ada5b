using Inference.Contracts;

namespace Inference.Server.Tests.Console;

/// <summary>The console's playground, in a browser.</summary>
public sealed class ConsoleChatTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Busy = "document.querySelector('#messages').ariaBusy === 'true'", Idle = "document.querySelector('#messages').ariaBusy === 'false'";
    private const string Answer = "document.querySelector('.message.assistant:last-of-type .text')?.textContent";

    [ChromiumFact]
    public async Task Message_Enter_AnswerStreamsAndIsToldHowItCame()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync();
        server.HoldAt(40);
        await using BrowserTab tab = await chromium.OpenAsync(server.Url);
        await tab.TypeIntoAsync("[name=max_tokens]", "150");
        await tab.TypeIntoAsync("#message", "hello");
        await tab.PressAsync("Enter");

        await tab.WaitAsync($"{Busy} && {Answer}.length > 10");
        server.Release();
        await tab.WaitAsync(Idle);
        string answer = await tab.TextAsync(".message.assistant .text");
        Assert.Equal(150, answer.Length);
        Assert.Contains(ScriptedRunner.Script, answer, StringComparison.Ordinal);
        Assert.Matches(@"^cut at max tokens · 150 tokens · first after .+ · then \d+ a second$", await tab.TextAsync(".message.assistant .meta"));
        Assert.Equal("The answer is cut at max tokens.", await tab.TextAsync("#chat-status"));
        Assert.Empty(tab.Problems);
    }

    [ChromiumFact]
    public async Task Message_ParametersAndSecondTurn_ReachTheEngine()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync();
        await using BrowserTab tab = await chromium.OpenAsync(server.Url);
        (string Name, string Text)[] fields =
        [
            ("system", "Be brief."), ("temperature", "0.5"), ("top_p", "0.9"), ("top_k", "7"), ("max_tokens", "200"), ("seed", "42"), ("stop", "lazy dog\nnever"),
        ];
        foreach ((string name, string text) in fields) await tab.TypeIntoAsync($"[name={name}]", text);
        await SayAsync(tab, "first question");
        string answer = await tab.TextAsync(".message.assistant .text");
        Assert.EndsWith("over the ", answer, StringComparison.Ordinal);
        await SayAsync(tab, "second question");

        GenerateRequest[] requests = [.. server.Requests];
        Assert.Equal(2, requests.Length);
        SamplingParams sampling = requests[0].Sampling;
        Assert.Equal((0.5f, 0.9f, 7, 200, 42UL), (sampling.Temperature, sampling.TopP, sampling.TopK, sampling.MaxTokens, sampling.Seed));
        string prompt = server.PromptOf(requests[1]);
        int[] places = [.. new[] { "Be brief.", "first question", answer, "second question" }.Select(text => prompt.IndexOf(text, StringComparison.Ordinal))];
        Assert.All(places, place => Assert.True(place >= 0, prompt));
        Assert.Equal(places.Order(), places);
    }

    [ChromiumFact]
    public async Task Message_JsonSchema_ConstrainsTheAnswer()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync();
        await using BrowserTab tab = await chromium.OpenAsync(server.Url);
        await tab.TypeIntoAsync("[name=schema]", """{"type": "string", "enum": ["yes"]}""");
        await SayAsync(tab, "is it?");
        Assert.Equal("\"yes\"", await tab.TextAsync(".message.assistant .text"));
    }

    [ChromiumFact]
    public async Task Stop_EscapeOrButton_EndsTheAnswerAndTheRequest()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync(paceMilliseconds: 10);
        await using BrowserTab tab = await chromium.OpenAsync(server.Url);
        foreach (bool byKey in (bool[])[true, false])
        {
            await tab.TypeIntoAsync("#message", "go on for ever");
            await tab.PressAsync("Enter");
            await tab.WaitAsync($"{Busy} && {Answer}.length > 5");
            if (byKey) await tab.PressAsync("Escape");
            else await tab.ClickAsync("#stop");
            await tab.WaitAsync(Idle);
            Assert.StartsWith("stopped", (string?)await tab.EvaluateAsync("[...document.querySelectorAll('.message.assistant .meta')].at(-1).textContent"), StringComparison.Ordinal);
            await tab.WaitAsync("document.querySelectorAll('tbody tr').length === 0 && document.querySelector('#figures dd').textContent === '0'");
        }
    }

    [ChromiumFact]
    public async Task Message_Markup_StaysText()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync();
        await using BrowserTab tab = await chromium.OpenAsync(server.Url);
        const string Markup = "<img src=x onerror=alert(1)><b>bold</b>";
        await tab.TypeIntoAsync("[name=schema]", """{"enum": ["<img src=x onerror=alert(1)>"]}""");
        await SayAsync(tab, Markup);
        Assert.Equal(Markup, await tab.TextAsync(".message.user .text"));
        Assert.Equal("\"<img src=x onerror=alert(1)>\"", await tab.TextAsync(".message.assistant .text"));
        Assert.Equal(0, (int)(await tab.EvaluateAsync("document.querySelectorAll('.messages img, .messages b').length"))!);
    }

    [ChromiumFact]
    public async Task Message_WrongParameter_IsSaidHereOrByTheServer()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync();
        await using BrowserTab tab = await chromium.OpenAsync(server.Url);
        await tab.TypeIntoAsync("[name=temperature]", "warm");
        await tab.TypeIntoAsync("#message", "hello");
        await tab.PressAsync("Enter");
        await tab.WaitAsync("document.activeElement.name === 'temperature'");
        Assert.Equal("Temperature must be a number, not “warm”.", await tab.TextAsync("#chat-status"));
        Assert.Empty(server.Requests);

        await tab.EvaluateAsync("document.querySelector('[name=temperature]').value = '-1'");
        await SayAsync(tab, "");
        Assert.Contains("temperature", await tab.TextAsync(".message.assistant .error"), StringComparison.Ordinal);
    }

    private static async Task SayAsync(BrowserTab tab, string text)
    {
        await tab.TypeIntoAsync("#message", text);
        await tab.PressAsync("Enter");
        await tab.WaitAsync(Idle);
    }
}
