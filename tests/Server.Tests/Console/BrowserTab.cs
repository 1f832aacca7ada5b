using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Inference.Server.Tests.Console;

/// <summary>A page in the browser, used as a person does: by keys and clicks. Its errors fail the test.</summary>
internal sealed class BrowserTab : IAsyncDisposable
{
    private const int WaitMilliseconds = 20_000;

    private static readonly Dictionary<string, int> KeyCodes = new() { ["Enter"] = 13, ["Escape"] = 27, ["Tab"] = 9, ["ArrowDown"] = 40, [" "] = 32 };

    private readonly DevTools _devTools;
    private readonly string _session, _context, _target;
    private readonly ConcurrentQueue<string> _problems = [];

    private BrowserTab(DevTools devTools, string session, string context, string target)
    {
        (_devTools, _session, _context, _target) = (devTools, session, context, target);
        devTools.Happened += Note;
    }

    /// <summary>Exceptions of the page, and what the browser refused it.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    public static async Task<BrowserTab> OpenAsync(DevTools devTools, string url, int width, int height, bool dark)
    {
        string context = (string)(await devTools.SendAsync("Target.createBrowserContext"))["browserContextId"]!;
        string target = (string)(await devTools.SendAsync("Target.createTarget", new() { ["url"] = "about:blank", ["browserContextId"] = context }))["targetId"]!;
        string session = (string)(await devTools.SendAsync("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!;
        BrowserTab tab = new(devTools, session, context, target);
        foreach (string domain in (string[])["Page", "Runtime", "Log"]) await tab.SendAsync(domain + ".enable");
        await tab.SendAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 500 });
        await tab.SendAsync("Emulation.setFocusEmulationEnabled", new() { ["enabled"] = true });
        JsonArray features = [new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }];
        await tab.SendAsync("Emulation.setEmulatedMedia", new() { ["features"] = features });
        await tab.SendAsync("Page.navigate", new() { ["url"] = url });
        await tab.WaitAsync($"location.href.startsWith({JsonSerializer.Serialize(url)}) && document.readyState === 'complete'");
        return tab;
    }

    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonObject result = await SendAsync("Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        if (result["exceptionDetails"] is { } failure) throw new InvalidOperationException($"{expression}: {failure.ToJsonString()}");
        return result["result"]!["value"]?.DeepClone();
    }

    public async Task<string> TextAsync(string selector) => (string)(await EvaluateAsync($"document.querySelector({JsonSerializer.Serialize(selector)}).textContent"))!;

    /// <summary>Waits until an expression holds in the page.</summary>
    public async Task WaitAsync(string expression)
    {
        JsonNode? held = await EvaluateAsync($$"""
            new Promise(resolve => {
              const end = performance.now() + {{WaitMilliseconds}};
              const look = () => {
                if ({{expression}}) resolve(true);
                else if (performance.now() > end) resolve(false);
                else setTimeout(look, 20);
              };
              look();
            })
            """);
        if (held?.GetValue<bool>() == true) return;
        string page = (string)(await EvaluateAsync("document.body.innerText"))!;
        Assert.Fail($"It never came to be that {expression}. Problems: {string.Join("; ", _problems)}. The page:\n{page}");
    }

    public async Task PressAsync(string key, bool shift = false)
    {
        foreach (string type in (string[])["keyDown", "keyUp"])
        {
            JsonObject press = new() { ["type"] = type, ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = KeyCodes[key], ["modifiers"] = shift ? 8 : 0 };
            if (type == "keyDown" && key == "Enter") press["text"] = "\r";
            if (type == "keyDown" && key == " ") press["text"] = " ";
            await SendAsync("Input.dispatchKeyEvent", press);
        }
    }

    public Task TypeAsync(string text) => SendAsync("Input.insertText", new() { ["text"] = text });

    /// <summary>Puts the focus where a selector points, and types.</summary>
    public async Task TypeIntoAsync(string selector, string text)
    {
        await EvaluateAsync($$"""
            (() => {
              const field = document.querySelector({{JsonSerializer.Serialize(selector)}}), folded = field.closest('details');
              if (folded) folded.open = true;
              field.focus();
            })()
            """);
        await TypeAsync(text);
    }

    public Task ClickAsync(string selector) => EvaluateAsync($"document.querySelector({JsonSerializer.Serialize(selector)}).click()");

    public async ValueTask DisposeAsync()
    {
        _devTools.Happened -= Note;
        await _devTools.SendAsync("Target.closeTarget", new() { ["targetId"] = _target });
        await _devTools.SendAsync("Target.disposeBrowserContext", new() { ["browserContextId"] = _context });
    }

    private Task<JsonObject> SendAsync(string method, JsonObject? parameters = null) => _devTools.SendAsync(method, parameters, _session);

    private void Note(string? session, string method, JsonObject parameters)
    {
        if (session != _session) return;
        if (method == "Runtime.exceptionThrown") _problems.Enqueue(parameters.ToJsonString());

        // An answer that is an error is the page's to show; that the browser notes it too is no problem of the page.
        if (method == "Log.entryAdded" && (string?)parameters["entry"]!["level"] == "error" && (string?)parameters["entry"]!["source"] != "network") _problems.Enqueue(parameters.ToJsonString());
    }
}
