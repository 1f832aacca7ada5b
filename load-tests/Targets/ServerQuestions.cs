using System.Net.Http.Headers;
using System.Text.Json;
using Inference.LoadTests.Client;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Targets;

/// <summary>What has to be known of a server before it is loaded.</summary>
internal sealed class ServerQuestions(ClientOptions options) : IDisposable
{
    private const int SampleWords = 120;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = HttpAccess.Create(options);

    /// <summary>The first model that the server has.</summary>
    /// <exception cref="LoadTestException">The server does not say.</exception>
    public async Task<string> ModelAsync(CancellationToken cancellation)
    {
        using JsonDocument answer = await AskAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(options.Addresses[0], "v1/models")), cancellation);
        return answer.RootElement.TryGetProperty("data", out JsonElement models) && models.ValueKind == JsonValueKind.Array && models.GetArrayLength() > 0 && models[0].TryGetProperty("id", out JsonElement id)
            ? id.GetString()!
            : throw new LoadTestException($"{options.Addresses[0]} names no model; give one by --model");
    }

    /// <summary>How many tokens the server's tokenizer makes of a word of the workloads' texts.</summary>
    /// <exception cref="LoadTestException">The server does not say.</exception>
    public async Task<double> TokensPerWordAsync(string model, CancellationToken cancellation)
    {
        string words = WordSource.Text(Seeds.Of(1, "calibration"), SampleWords);
        int few = await PromptTokensAsync(model, "Hello.", cancellation), many = await PromptTokensAsync(model, "Hello. " + words, cancellation);
        return Math.Max(0.1, (double)(many - few) / SampleWords);
    }

    public void Dispose() => _http.Dispose();

    private async Task<int> PromptTokensAsync(string model, string text, CancellationToken cancellation)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { model, messages = new[] { new { role = "user", content = text } }, max_tokens = 1, temperature = 0 });
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(options.Addresses[0], "v1/chat/completions")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using JsonDocument answer = await AskAsync(request, cancellation);
        return answer.RootElement.TryGetProperty("usage", out JsonElement usage) && usage.TryGetProperty("prompt_tokens", out JsonElement tokens)
            ? tokens.GetInt32()
            : throw new LoadTestException("the server does not say how many tokens a prompt has; give --tokens-per-word");
    }

    /// <summary>What the body of an error says, in OpenAI's form.</summary>
    private static string Reason(byte[] body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("error", out JsonElement error)
                && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String
                ? $": {message.GetString()}"
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private async Task<JsonDocument> AskAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        either.CancelAfter(Patience);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, either.Token);
            byte[] body = await response.Content.ReadAsByteArrayAsync(either.Token);
            if (!response.IsSuccessStatusCode) throw new LoadTestException($"{request.RequestUri} answers {(int)response.StatusCode}{Reason(body)}");
            return JsonDocument.Parse(body);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException)
        {
            throw new LoadTestException($"{request.RequestUri}: {error.Message}", error);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new LoadTestException($"{request.RequestUri} does not answer within {Patience.TotalSeconds:0} s", error);
        }
    }
}
