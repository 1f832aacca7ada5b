using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Inference.Engine.Execution;
using Inference.Engine.Hosting;
using Inference.Gateway.Hosting;
using Inference.Gateway.Limits;
using Inference.Gateway.Metrics;
using Inference.Gateway.Models;
using Inference.Gateway.Reattachment;
using Inference.Hosting.Composition;
using Inference.Server.Serving;
using Inference.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Inference.Server.Tests.Serving;

/// <summary>A model behind the whole HTTP stack, on a free port of the loopback address: a tiny one unless another is given.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string ModelName = "tiny";

    private readonly TemporaryFolder _folder;
    private readonly WebApplication _application;
    private readonly MetricsCollector _metrics;

    private RunningServer(TemporaryFolder folder, LocalModel model, WebApplication application, MetricsCollector metrics)
    {
        (_folder, Model, _application, _metrics) = (folder, model, application, metrics);
        Client = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };
        Gate = application.Services.GetRequiredService<WorkGate>();
    }

    public HttpClient Client { get; }

    public LocalModel Model { get; }

    public WorkGate Gate { get; }

    public static async Task<RunningServer> StartAsync(Action<GatewayOptions>? configure = null, Action<EngineOptions>? configureEngine = null, string? modelPath = null, IResponseJournal? journal = null)
    {
        TemporaryFolder folder = new();
        // One model a server: the meter of each has its own name.
        string name = $"{ModelName}-{Guid.NewGuid():N}";
        MetricsCollector metrics = new(meter => meter.Tags?.Any(tag => tag.Key == "model_name" && !name.Equals(tag.Value)) != true);
        GatewayOptions options = new();
        configure?.Invoke(options);
        EngineOptions engine = new() { ModelName = name, MaxLogprobs = options.MaxLogprobs };
        configureEngine?.Invoke(engine);
        LocalModel model = LocalModel.Load(new LocalModelOptions(modelPath ?? TinyChatModel.Write(folder), new CpuRunnerOptions { Threads = 1 }, engine), static _ => { }, CancellationToken.None);
        ServeOptions serve = new(options, new ServedModelOptions { Names = [ModelName], ToolParser = "hermes" }, new IPEndPoint(IPAddress.Loopback, 0), null);
        ModelCatalog models = new([LocalServedModel.Of(model, folder.Path, serve.Model, LocalReattachment.Gated(model.Service, TimeProvider.System))]);
        WebApplication application = GatewayHost.Build(models, options, metrics, serve.Endpoint, null, logging => logging.SetMinimumLevel(LogLevel.None), journal ?? LocalReattachment.NewJournal(TimeProvider.System));
        await application.StartAsync();
        return new RunningServer(folder, model, application, metrics);
    }

    public Task<HttpResponseMessage> SendAsync(string path, JsonNode body, CancellationToken cancellation = default) => SendAsync(path, body.ToJsonString(), cancellation);

    public Task<HttpResponseMessage> SendAsync(string path, string body, CancellationToken cancellation = default) =>
        Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), cancellation);

    /// <summary>The answer, which must be a success.</summary>
    public async Task<JsonNode> AskAsync(string path, JsonNode body)
    {
        using HttpResponseMessage response = await SendAsync(path, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>The error, which must have this status.</summary>
    public async Task<JsonNode> FailAsync(string path, string body, HttpStatusCode status)
    {
        using HttpResponseMessage response = await SendAsync(path, body);
        return await ErrorOf(response, status);
    }

    public static async Task<JsonNode> ErrorOf(HttpResponseMessage response, HttpStatusCode status)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        JsonNode error = JsonNode.Parse(text)!["error"]!;
        Assert.NotEqual("", (string?)error["message"]);
        Assert.NotEqual("", (string?)error["type"]);
        return error;
    }

    /// <summary>The events of a stream, without the one that ends it, which must be there.</summary>
    public async Task<IReadOnlyList<JsonNode>> StreamAsync(string path, JsonNode body)
    {
        using HttpResponseMessage response = await SendAsync(path, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string[] events = [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(part => !part.StartsWith(':'))];
        Assert.All(events, each => Assert.Matches("^id: [0-9]+(\\.[0-9]+)+e?\ndata: ", each));
        Assert.Equal(events.Length, events.Select(each => each.Split('\n')[0]).Distinct().Count());
        Assert.EndsWith("data: [DONE]", events[^1], StringComparison.Ordinal);
        return [.. events[..^1].Select(part => JsonNode.Parse(part[(part.IndexOf("data: ", StringComparison.Ordinal) + 6)..])!)];
    }

    public async Task<double> MetricAsync(string line)
    {
        string text = await Client.GetStringAsync("/metrics");
        string[] found = [.. text.Split('\n').Where(each => each.Split('{', ' ')[0] == line.Split('{')[0] && line.Split('{', '}').Skip(1).All(label => each.Contains(label, StringComparison.Ordinal)))];
        return found.Sum(each => double.Parse(each[(each.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
        await Model.DisposeAsync();
        _metrics.Dispose();
        _folder.Dispose();
    }
}
