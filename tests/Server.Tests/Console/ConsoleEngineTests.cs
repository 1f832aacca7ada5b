using System.Net.Http.Json;

namespace Inference.Server.Tests.Console;

/// <summary>The console's view of the engine, in a browser.</summary>
public sealed class ConsoleEngineTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Live = "document.querySelector('#link').dataset.state === 'live'";

    [ChromiumFact]
    public async Task View_RequestsRun_ShowsThemBlocksAndPlots()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync(paceMilliseconds: 10);
        await using BrowserTab tab = await chromium.OpenAsync(server.Url);
        using CancellationTokenSource stop = new();

        // Blocks are shared with who has computed them before, so one goes ahead.
        List<Task> requests = [ReadAsync(server, Request(), stop.Token)];
        await tab.WaitAsync("document.querySelector('tbody td')?.textContent === 'generating'");
        requests.AddRange(Enumerable.Range(0, 2).Select(_ => ReadAsync(server, Request(), stop.Token)));

        await tab.WaitAsync("document.querySelector('#figures dd').textContent === '3'");
        await tab.WaitAsync("document.querySelectorAll('tbody tr').length === 3 && document.querySelector('tbody td').textContent === 'generating'");
        await tab.WaitAsync("Number(document.querySelector('.legend .shared b').textContent) > 0 && Number(document.querySelector('.legend .held b').textContent) > 0");
        await tab.WaitAsync("[...document.querySelectorAll('.plot path.line0')].every(path => path.getAttribute('d').length > 5)");
        await tab.WaitAsync("/^[1-9]/.test([...document.querySelectorAll('#figures dd')][2].textContent)");
        await stop.CancelAsync();
        await Task.WhenAll(requests);
        await tab.WaitAsync("document.querySelectorAll('tbody tr').length === 0 && Number(document.querySelector('.legend .cached b').textContent) > 0");
        Assert.Empty(tab.Problems);
    }

    [ChromiumFact]
    public async Task Cancel_InTheTable_EndsTheChatWithAbort()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync(paceMilliseconds: 10);
        await using BrowserTab tab = await chromium.OpenAsync(server.Url);
        await tab.TypeIntoAsync("#message", "go on for ever");
        await tab.PressAsync("Enter");
        await tab.WaitAsync("document.querySelector('tbody tr button')");
        await tab.ClickAsync("tbody tr button");
        await tab.WaitAsync("document.querySelector('#messages').ariaBusy === 'false'");
        Assert.StartsWith("cancelled", await tab.TextAsync(".message.assistant .meta"), StringComparison.Ordinal);
        await tab.WaitAsync("document.querySelectorAll('tbody tr').length === 0");
    }

    [ChromiumFact]
    public async Task Key_MissingWrongAndRight_IsAskedForUntilItIsRight()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync(configure: options => options.ApiKeys = ["open-sesame"]);
        await using BrowserTab tab = await chromium.OpenAsync(server.Url);
        await tab.WaitAsync("document.querySelector('#key-dialog').open && document.activeElement.id === 'key-value'");
        await tab.TypeAsync("wrong");
        await tab.PressAsync("Enter");
        await tab.WaitAsync("document.querySelector('#key-dialog').open && document.activeElement.value === 'wrong'");
        await tab.EvaluateAsync("document.activeElement.value = ''");
        await tab.TypeAsync("open-sesame");
        await tab.PressAsync("Enter");
        await tab.WaitAsync($"!document.querySelector('#key-dialog').open && {Live} && document.querySelector('#model').value.startsWith('scripted')");
        Assert.Equal("open-sesame", (string?)await tab.EvaluateAsync("sessionStorage.getItem('inference.key')"));
        Assert.Equal(0, (int)(await tab.EvaluateAsync("localStorage.length"))!);
    }

    [ChromiumFact]
    public async Task Phone_EachView_FitsItsWidth()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync(paceMilliseconds: 10);
        await using BrowserTab tab = await chromium.OpenAsync(server.Url, width: 360, height: 640);
        await tab.ClickAsync("summary");
        await tab.TypeIntoAsync("#message", "a-word-that-is-much-longer-than-any-line-of-a-phone-could-ever-be-without-breaking-it");
        await tab.PressAsync("Enter");
        await tab.WaitAsync("document.querySelector('.message.assistant .text')?.textContent.length > 60");
        await AssertFitsAsync(tab, "#composer");
        await tab.ClickAsync("[data-show=engine]");
        await tab.WaitAsync("document.querySelector('tbody tr button')?.checkVisibility()");
        await AssertFitsAsync(tab, "tbody tr button");
        await tab.ClickAsync("tbody tr button");
    }

    [ChromiumFact]
    public async Task Keyboard_Alone_ReachesEverythingWithFocusInSight()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync(paceMilliseconds: 10);
        await using BrowserTab tab = await chromium.OpenAsync(server.Url);
        await tab.WaitAsync($"{Live} && document.activeElement.id === 'message'");
        await tab.TypeAsync("go on for ever");
        await tab.PressAsync("Enter");
        await tab.WaitAsync("document.querySelector('tbody tr button')");
        await tab.EvaluateAsync("document.querySelector('a').focus()");

        List<string> reached = ["Skip to the message box"];
        for (int i = 0; i < 30 && !reached.Contains("Cancel"); i++)
        {
            await tab.PressAsync("Tab");
            reached.Add((string)(await tab.EvaluateAsync("document.activeElement.id || document.activeElement.textContent"))!);
            Assert.NotEqual("none", (string?)await tab.EvaluateAsync("getComputedStyle(document.activeElement).outlineStyle"));
        }

        string[] expected = ["Skip to the message box", "model", "key", "theme", "clear", "messages", "Copy", "Parameters", "message", "stop", "Cancel"];
        Assert.Equal(expected, reached.Where(expected.Contains).Distinct());
        await tab.PressAsync(" ");
        await tab.WaitAsync("document.querySelectorAll('tbody tr').length === 0");
    }

    [ChromiumFact]
    public async Task Theme_SystemAndToggle_ChangeTheColours()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync();
        await using BrowserTab tab = await chromium.OpenAsync(server.Url, dark: true);
        Assert.Equal("dark", (string?)await tab.EvaluateAsync("document.documentElement.dataset.theme"));
        await tab.ClickAsync("#theme");
        Assert.Equal("light", (string?)await tab.EvaluateAsync("document.documentElement.dataset.theme"));
        Assert.Equal("rgb(246, 245, 242)", (string?)await tab.EvaluateAsync("getComputedStyle(document.body).backgroundColor"));
    }

    private static object Request() => new { messages = new[] { new { role = "user", content = "a prompt that is long enough to fill more than one block of the cache" } }, stream = true };

    private static async Task ReadAsync(ConsoleServer server, object request, CancellationToken stop)
    {
        using HttpClient client = new() { BaseAddress = new Uri(server.Url) };
        try
        {
            using HttpRequestMessage message = new(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(request) };
            using HttpResponseMessage response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop);
            await response.Content.CopyToAsync(Stream.Null, stop);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task AssertFitsAsync(BrowserTab tab, string selector)
    {
        Assert.True((bool)(await tab.EvaluateAsync("document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"))!);
        Assert.Equal("", (string?)await tab.EvaluateAsync("[...document.querySelectorAll('main, section, table, figure, .composer, .settings')].filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.id || part.className).join()"));
        Assert.True((bool)(await tab.EvaluateAsync($"document.querySelector('{selector}').getBoundingClientRect().right <= innerWidth"))!);
    }
}
