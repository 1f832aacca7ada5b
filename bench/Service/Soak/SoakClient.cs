using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Inference.Bench.Service.Soak;

/// <summary>Sends one client's requests and holds answers to what they must be.</summary>
internal sealed class SoakClient(HttpClient client, Ledger ledger, Random random)
{
    /// <summary>An answer, unless the server is too busy. Sometimes nobody waits for it.</summary>
    public async Task<JsonNode?> AskAsync(string path, JsonNode body, Action<JsonNode>? check = null)
    {
        using CancellationTokenSource leave = new();
        if (random.Next(6) == 0) leave.CancelAfter(random.Next(1, 400));
        ledger.Send();
        try
        {
            using HttpResponseMessage response = await client.PostAsync(path, Json(body.ToJsonString()), leave.Token);
            string text = await response.Content.ReadAsStringAsync(leave.Token);
            ledger.Answer(path, (int)response.StatusCode);
            if (IsBusy(response)) return null;
            Expect(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode} {text} for {body.ToJsonString()}");
            if (response.StatusCode != HttpStatusCode.OK) return null;
            JsonNode answer = JsonNode.Parse(text)!;
            CheckUsage(path, answer);
            check?.Invoke(answer);
            return answer;
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            ledger.Count($"{path} cancelled");
            return null;
        }
    }

    /// <summary>A stream to its end, or until nobody wants more of it.</summary>
    public async Task StreamAsync(string path, JsonObject body)
    {
        body["stream"] = true;
        int most = random.Next(4) == 0 ? random.Next(1, 30) : int.MaxValue;
        ledger.Send();
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = Json(body.ToJsonString()) };
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode)
        {
            string error = await response.Content.ReadAsStringAsync();
            ledger.Answer(path + " stream", (int)response.StatusCode);
            Expect(IsBusy(response), $"{path}: {response.StatusCode} {error} for {body.ToJsonString()}");
            return;
        }

        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());
        string? last = null;
        for (int lines = 0; await reader.ReadLineAsync() is { } line; lines++)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) last = CheckEvent(path, line["data: ".Length..]);
            if (lines != most) continue;
            ledger.Count($"{path} stream left");
            return;
        }

        ledger.Answer(path + " stream", 200);
        Expect(last == "[DONE]", $"{path}: a stream ended with {last}");
    }

    /// <summary>A request that must be refused with this status.</summary>
    public async Task RefuseAsync(string path, string body, int status, string type = "application/json", string? key = null)
    {
        ledger.Send();
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using HttpResponseMessage response = await client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        ledger.Answer(path + " bad", (int)response.StatusCode);
        Expect((int)response.StatusCode == status || IsBusy(response), $"{path}: {response.StatusCode} {text} instead of {status} for {body}");
        Expect(JsonNode.Parse(text)?["error"]?["message"] is not null, $"{path}: an error without a message: {text}");
    }

    public async Task<string> GetAsync(string path, params int[] statuses)
    {
        ledger.Send();
        using HttpResponseMessage response = await client.GetAsync(path);
        string text = await response.Content.ReadAsStringAsync();
        ledger.Answer("GET " + path.Split('/', '?')[1], (int)response.StatusCode);
        Expect(statuses.Length == 0 ? response.IsSuccessStatusCode : statuses.Contains((int)response.StatusCode), $"{path}: {response.StatusCode} {text}");
        return text;
    }

    /// <summary>A connection that ends before the request's body does.</summary>
    public async Task BreakOffAsync(string path, string body, string key)
    {
        Uri address = client.BaseAddress!;
        using TcpClient connection = new();
        await connection.ConnectAsync(address.Host, address.Port);
        string head = $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n";
        string whole = head + body;
        await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(whole[..random.Next(1, whole.Length)]));
        if (random.Next(2) == 0) connection.Client.LingerState = new LingerOption(true, 0);
        ledger.Count($"{path} broken off");
    }

    private string CheckEvent(string path, string data)
    {
        if (data == "[DONE]") return data;
        JsonNode chunk = JsonNode.Parse(data)!;
        Expect(chunk["error"] is null, $"{path}: an error in a stream: {data}");
        if (chunk["usage"] is not null) CheckUsage(path, chunk);
        return data;
    }

    private void CheckUsage(string path, JsonNode answer)
    {
        if (answer["usage"] is not JsonObject usage || usage["completion_tokens"] is not { } output) return;
        Expect((long)usage["prompt_tokens"]! + (long)output == (long)usage["total_tokens"]!, $"{path}: {usage.ToJsonString()} does not add up");
        ledger.AddOutput((long)output);
    }

    private static bool IsBusy(HttpResponseMessage response) => response.StatusCode is HttpStatusCode.TooManyRequests && response.Headers.RetryAfter is not null || response.StatusCode is HttpStatusCode.GatewayTimeout;

    private void Expect(bool holds, string problem)
    {
        if (!holds) ledger.Fail(problem);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
