using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Inference.Server.Tests.Console;

/// <summary>What the console's page is made of, as HTTP.</summary>
public sealed partial class ConsoleHttpTests
{
    [Fact]
    public async Task Page_Get_HasAllItsPartsUnderAStrictPolicy()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync(configure: options => options.ApiKeys = ["key"]);
        using HttpClient client = new() { BaseAddress = new Uri(server.Url) };
        using HttpResponseMessage page = await client.GetAsync("/");
        string html = await page.Content.ReadAsStringAsync();
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("unsafe", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        Queue<string> parts = new(References().Matches(html).Select(match => match.Groups[1].Value));
        HashSet<string> seen = [];
        while (parts.TryDequeue(out string? part))
        {
            if (!seen.Add(part)) continue;
            using HttpResponseMessage response = await client.GetAsync("/" + part);
            Assert.True(response.IsSuccessStatusCode, part);
            string text = await response.Content.ReadAsStringAsync();
            foreach (Match import in Imports().Matches(text)) parts.Enqueue("console/" + import.Groups[1].Value);
        }

        Assert.True(seen.Count > 12, string.Join(' ', seen));
    }

    [Fact]
    public async Task Asset_KnownToTheBrowser_IsNotSentAgain()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync();
        using HttpClient client = new() { BaseAddress = new Uri(server.Url) };
        using HttpResponseMessage first = await client.GetAsync("/console/app.js");
        using HttpRequestMessage again = new(HttpMethod.Get, "/console/app.js");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/console/nothing.js")).StatusCode);
    }

    [Fact]
    public async Task EventsAndCancel_WithKeys_AskForOne()
    {
        await using ConsoleServer server = await ConsoleServer.StartAsync(configure: options => options.ApiKeys = ["key"]);
        using HttpClient client = new() { BaseAddress = new Uri(server.Url) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/console/events")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync("/console/requests/x/cancel", null)).StatusCode);

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "key");
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostAsync("/console/requests/x/cancel", null)).StatusCode);
        using StreamReader events = new(await client.GetStreamAsync("/console/events"));
        Assert.Equal("id: 0", await events.ReadLineAsync());
        Assert.Equal("event: engines", await events.ReadLineAsync());
        JsonNode report = JsonNode.Parse((await events.ReadLineAsync())!["data: ".Length..])!;
        Assert.Equal(400, (int)report["engines"]![0]!["state"]!["blocks"]!["free"]!);
    }

    [GeneratedRegex("(?:src|href)=\"(console/[^\"]+)\"")]
    private static partial Regex References();

    [GeneratedRegex("from '\\./([^']+)'")]
    private static partial Regex Imports();
}
