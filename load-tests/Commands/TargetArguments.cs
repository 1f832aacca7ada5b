using System.CommandLine;
using System.Globalization;
using Inference.LoadTests.Client;
using Inference.LoadTests.Targets;

namespace Inference.LoadTests.Commands;

/// <summary>Options that say which server is tested.</summary>
internal sealed class TargetArguments
{
    private readonly Option<Uri[]> _urls = ValueOptions.Many("--url", ReadAddress, "A server's address. Repeatable: requests are dealt out. Default: http://127.0.0.1:8000.", "URL");
    private readonly Option<string?> _start = new("--start") { HelpName = "COMMAND", Description = "A command that starts the server, says its address and is stopped at the end, such as \"./inference serve --port 0\"." };
    private readonly ValueOption<int?> _servers = ValueOptions.Of<int?>("--servers", text => ValueOptions.ReadCount(text, 1), null, "Addresses to wait for from --start. Default: as many as a cluster says that it starts, or 1.", "N");
    private readonly ValueOption<TimeSpan> _patience = ValueOptions.Span("--ready-timeout", "120s", "How long it may take to get ready.");
    private readonly Option<int[]> _pids = ValueOptions.Many("--pid", ReadProcess, "A process of the server on this machine, for its CPU and memory. Repeatable. Default: who listens at the address.", "PID");
    private readonly Option<string?> _model = new("--model") { HelpName = "NAME", Description = "What the server calls the model. Default: its first." };
    private readonly Option<string?> _apiKey = new("--api-key") { HelpName = "KEY", Description = "Default: $OPENAI_API_KEY, where it is set." };
    private readonly ValueOption<TimeSpan> _timeout = ValueOptions.Span("--timeout", "5m", "For a whole answer.");
    private readonly ValueOption<int> _retries = ValueOptions.Count("--retries", 0, 0, "How often a refused request comes again, when the server says (or after a second).");
    private readonly ValueOption<int?> _connections = ValueOptions.Most("--connections", "Most connections at once.");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _urls, _start, _servers, _patience, _pids, _model, _apiKey, _timeout, _retries, _connections }) command.Add(option);
    }

    public string? Model(ParseResult parsed) => parsed.GetValue(_model);

    /// <summary>Starts the server where it is to be started.</summary>
    public async Task<OpenTarget> OpenAsync(ParseResult parsed, CancellationToken cancellation)
    {
        Uri[] urls = parsed.GetValue(_urls)!;
        string? start = parsed.GetValue(_start);
        if (start is not null && urls.Length > 0) throw new LoadTestException("--start says where the server is: --url goes without it");
        if (start is null) return new OpenTarget(null, Target.Of(Client(parsed, urls.Length > 0 ? urls : [new Uri("http://127.0.0.1:8000/")]), parsed.GetValue(_pids)!));
        StartedTarget started = await StartedTarget.StartAsync(start, _servers.In(parsed), _patience.In(parsed), cancellation);
        int[] pids = parsed.GetValue(_pids) is { Length: > 0 } given ? given : [.. started.Servers.Select(server => server.Pid!.Value).Distinct()];
        return new OpenTarget(started, new Target([.. started.Servers.Select(server => server.Address)], pids, Client(parsed, [.. started.Servers.Select(server => server.Address)])));
    }

    private ClientOptions Client(ParseResult parsed, IReadOnlyList<Uri> addresses) => new()
    {
        Addresses = addresses,
        ApiKey = parsed.GetValue(_apiKey) ?? Environment.GetEnvironmentVariable("OPENAI_API_KEY"),
        Timeout = _timeout.In(parsed),
        Retries = _retries.In(parsed),
        Connections = _connections.In(parsed) ?? int.MaxValue,
    };

    private static int ReadProcess(string text)
    {
        int pid = ValueOptions.ReadCount(text, 1);
        return !OperatingSystem.IsLinux() || Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}")) ? pid : throw new FormatException($"there is no process {pid}");
    }

    /// <summary>With or without a slash, or <c>/v1</c>, at its end.</summary>
    private static Uri ReadAddress(string text)
    {
        string trimmed = text.TrimEnd('/');
        if (trimmed.EndsWith("/v1", StringComparison.Ordinal)) trimmed = trimmed[..^3];
        return Uri.TryCreate(trimmed + "/", UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address : throw new FormatException($"'{text}' is not an address such as http://127.0.0.1:8000");
    }
}
