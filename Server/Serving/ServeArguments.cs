using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Inference.Gateway.Hosting;
using Inference.Gateway.Models;
using Inference.Gateway.Reasoning;
using Inference.Gateway.Tools;
using Inference.Hosting.Composition;
using Inference.ModelFiles.Templates;
using Inference.Server.Telemetry;
using Inference.Server.Terminal;

namespace Inference.Server.Serving;

/// <summary>How a model is served. Names are vLLM's where it has the same thing.</summary>
internal sealed class ServeArguments
{
    private readonly Option<string> _host = new("--host") { Description = "Address to listen on. Default: 127.0.0.1, this machine alone; 0.0.0.0 is every address.", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int> _port = new("--port") { Description = "Port to listen on; 0 takes any that is free.", DefaultValueFactory = _ => 8000 };
    private readonly Option<string[]> _names = new("--served-model-name") { Description = "What clients call the model. Repeatable; answers say the first. Default: the MODEL given.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _template = new("--chat-template") { Description = "A .jinja file to use instead of the model's chat template." };
    private readonly Option<string> _tools = new("--tool-call-parser") { Description = $"What reads tool calls: auto (by the chat template), none, or one of {string.Join(", ", ToolCallParsers.Names)}.", DefaultValueFactory = _ => ServedModelOptions.Auto };
    private readonly Option<string> _reasoning = new("--reasoning-parser") { Description = $"What tells reasoning from answers: auto (by the chat template), none, or one of {string.Join(", ", ReasoningParsers.Names)}.", DefaultValueFactory = _ => ServedModelOptions.Auto };
    private readonly Option<string[]> _keys = new("--api-key") { Description = "A key that clients must send. Repeatable. Default: none is asked for.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _keyFile = new("--api-key-file") { Description = "A file with such keys, one a line." };
    private readonly Option<double> _shutdown = new("--shutdown-timeout") { Description = "Seconds that requests in work may take to end after SIGTERM.", DefaultValueFactory = _ => 120 };
    private readonly Option<double?> _timeout = new("--request-timeout") { Description = "Seconds that a request may take, waiting included. Default: any number." };
    private readonly Option<double> _patience = new("--health-timeout") { Description = "Seconds without progress, with work to do, after which /health fails.", DefaultValueFactory = _ => 60 };
    private readonly Option<long?> _body = new("--max-request-bytes") { Description = "Largest request body. Default: 16 MiB." };
    private readonly Option<int?> _queued = new("--max-queued-requests") { Description = "Most requests that wait; further ones get 429. Default: 1024." };
    private readonly Option<long?> _queuedTokens = new("--max-queued-tokens") { Description = "Most tokens that these may have together. Default: any number." };
    private readonly Option<double?> _queueWait = new("--max-queue-wait") { Description = "Seconds that a request may be expected to wait; further ones get 429. Default: any number." };
    private readonly Option<int?> _perMinute = new("--max-requests-per-minute") { Description = "Requests that each key may begin in a minute. Default: any number." };
    private readonly Option<int?> _atOnce = new("--max-concurrent-requests") { Description = "Requests that each key may have in work at once. Default: any number." };
    private readonly Option<string[]> _origins = new("--allowed-origins") { Description = "Origins of web pages that may call the API; '*' is all. Default: none.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _logprobs = new("--max-logprobs") { Description = "Most log-probabilities a request may ask for at each position.", DefaultValueFactory = _ => 20 };
    private readonly Option<int> _interval = new("--stream-interval") { HelpName = "N", Description = "Tokens in one event of a stream, behind the first: more cost the server less, and come later.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _pacing = new("--stream-pacing-ms") { HelpName = "MS", Description = "Milliseconds: a stream is sent something so often at most while 64 or more run, and as much more often with fewer. Tokens that come faster go out together, an event each; the first, the last and those of slower models at once. 0: each token by itself.", DefaultValueFactory = _ => 40 };
    private readonly Option<string?> _certificate = new("--ssl-certfile") { Description = "A certificate (PEM), to serve by HTTPS." };
    private readonly Option<string?> _certificateKey = new("--ssl-keyfile") { Description = "Its private key (PEM). Default: in the same file." };

    private readonly Option<string?> _traces = new("--otlp-traces-endpoint") { Description = "Where to send OpenTelemetry traces, such as http://localhost:4317. Default: $OTEL_EXPORTER_OTLP_TRACES_ENDPOINT or $OTEL_EXPORTER_OTLP_ENDPOINT, or else nowhere." };

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _host, _port, _names, _template, _tools, _reasoning, _keys, _keyFile, _shutdown, _timeout, _patience, _body, _queued, _queuedTokens, _queueWait,
            _perMinute, _atOnce, _origins, _logprobs, _interval, _pacing, _certificate, _certificateKey, _traces,
        ];
        foreach (Option option in options) command.Options.Add(option);
    }

    public ServeOptions Read(ParseResult parsed, string model)
    {
        GatewayOptions gateway = new()
        {
            ApiKeys = [.. parsed.GetValue(_keys) ?? [], .. parsed.GetValue(_keyFile) is { } file ? KeysOf(new NamedFile(_keyFile.Name, file)) : []],
            RequestTimeout = parsed.GetValue(_timeout) is { } timeout ? SomeSecondsOf("--request-timeout", timeout) : null,
            RequestsPerMinute = parsed.GetValue(_perMinute),
            ConcurrentRequests = parsed.GetValue(_atOnce),
            AllowedOrigins = parsed.GetValue(_origins) ?? [],
            MaxLogprobs = parsed.GetValue(_logprobs),
            StreamInterval = parsed.GetValue(_interval),
            StreamPacing = MillisecondsOf("--stream-pacing-ms", parsed.GetValue(_pacing)),
        };
        if (parsed.GetValue(_body) is { } bytes) gateway.MaxRequestBodyBytes = bytes;
        IReadOnlyList<string> problems = gateway.Problems();
        if (problems.Count > 0) throw new UsageException(OptionNames.In(string.Join(' ', problems)));
        string[] names = parsed.GetValue(_names) ?? [];
        if (names.Any(string.IsNullOrWhiteSpace)) throw new UsageException($"{_names.Name} is empty");
        ServedModelOptions served = new()
        {
            Names = names.Length > 0 ? names : [model],
            Template = parsed.GetValue(_template) is { } template ? TemplateOf(new NamedFile(_template.Name, template)) : null,
            ToolParser = ParserOf("--tool-call-parser", parsed.GetValue(_tools)!, ToolCallParsers.Names),
            ReasoningParser = ParserOf("--reasoning-parser", parsed.GetValue(_reasoning)!, ReasoningParsers.Names),
            Patience = SomeSecondsOf("--health-timeout", parsed.GetValue(_patience)),
        };
        return new ServeOptions(gateway, served, EndpointOf(parsed.GetValue(_host)!, parsed.GetValue(_port)), CertificateOf(parsed.GetValue(_certificate), parsed.GetValue(_certificateKey)))
        {
            Traces = TraceDestination.Read(parsed.GetValue(_traces), Environment.GetEnvironmentVariable),
            ShutdownTimeout = SecondsOf("--shutdown-timeout", parsed.GetValue(_shutdown)),
            MaxQueuedRequests = parsed.GetValue(_queued),
            MaxQueuedTokens = parsed.GetValue(_queuedTokens),
            MaxQueueWait = parsed.GetValue(_queueWait) is { } wait ? SecondsOf("--max-queue-wait", wait) : null,
        };
    }

    private static TimeSpan SecondsOf(string name, double seconds) =>
        seconds is >= 0 and < 1e6 ? TimeSpan.FromSeconds(seconds) : throw new UsageException($"{name} must be a number of seconds from 0 to 1000000, not {seconds}");

    private static TimeSpan SomeSecondsOf(string name, double seconds) => seconds == 0 ? throw new UsageException($"{name} must be above 0 seconds") : SecondsOf(name, seconds);

    private static TimeSpan MillisecondsOf(string name, double milliseconds) =>
        milliseconds is >= 0 and <= 1000 ? TimeSpan.FromMilliseconds(milliseconds) : throw new UsageException($"{name} must be a number of milliseconds from 0 to 1000, not {milliseconds}");

    private static string ParserOf(string option, string name, IReadOnlyCollection<string> names) =>
        ServedModelOptions.ProblemOf(name, names) is { } problem ? throw new UsageException($"{option} {problem}") : name;

    private static string[] KeysOf(NamedFile file)
    {
        string[] keys = [.. file.ReadText().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        return keys.Length > 0 ? keys : throw file.Wrong("holds no key");
    }

    private static IPEndPoint EndpointOf(string host, int port)
    {
        if (port is < 0 or > 65535) throw new UsageException($"--port must be from 0 to 65535, not {port}");
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return new IPEndPoint(IPAddress.Loopback, port);
        return IPAddress.TryParse(host, out IPAddress? address)
            ? new IPEndPoint(address, port)
            : throw new UsageException($"--host must be an IP address such as 127.0.0.1 or 0.0.0.0, or localhost, not '{host}'");
    }

    private static ChatTemplate TemplateOf(NamedFile file)
    {
        ChatTemplateSet templates = new(file.Read(ChatTemplateSource.FromFile));
        try
        {
            return templates.Choose(hasTools: false) ?? throw file.Wrong("holds no chat template");
        }
        catch (TemplateException error)
        {
            throw new CommandException($"{file.Option} {error.Describe(file.Path)}");
        }
    }

    private X509Certificate2? CertificateOf(string? file, string? key)
    {
        if (file is null) return key is null ? null : throw new UsageException($"{_certificateKey.Name} is of no use without {_certificate.Name}");
        return NamedFile.ReadCertificate(new NamedFile(_certificate.Name, file), key is null ? null : new NamedFile(_certificateKey.Name, key));
    }
}
