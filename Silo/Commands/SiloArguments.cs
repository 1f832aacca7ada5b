using System.CommandLine;
using System.Net;
using Inference.Cluster.Admission;
using Inference.Cluster.Routing;
using Inference.Hosting.Composition;
using Inference.Server.Commands;
using Inference.Server.Serving;
using Inference.Server.Terminal;
using Inference.Silo.Hosting;
using Inference.Silo.Kubernetes;
using Inference.Silo.Membership;
using Inference.Silo.Registry;

namespace Inference.Silo.Commands;

/// <summary>What a silo takes beyond what <c>serve</c> takes.</summary>
internal sealed class SiloArguments
{
    private readonly ServiceArguments _service = new();
    private readonly Option<SiloRole?> _role = ArgumentKinds.Choice("--silo-role", "What the silo does: answer HTTP, compute, or both. Default: both.", ("front", SiloRole.Front), ("worker", SiloRole.Worker), ("both", SiloRole.Both));
    private readonly Option<string> _cluster = new("--cluster-id") { Description = "Silos of one id are one cluster.", DefaultValueFactory = _ => "inference" };
    private readonly Option<string> _serviceId = new("--service-id") { Description = "Grains' state belongs to this id, over all clusters that ever have it.", DefaultValueFactory = _ => "inference" };
    private readonly Option<string?> _name = new("--silo-name") { Description = "The silo's name, unique in its cluster. Default: the machine's, with the silo's port." };
    private readonly Option<string> _ip = new("--advertised-ip") { Description = "Where other silos reach this one.", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int> _siloPort = new("--silo-port") { Description = "Port for other silos.", DefaultValueFactory = _ => 11111 };
    private readonly Option<int> _gatewayPort = new("--gateway-port") { Description = "Port for Orleans clients.", DefaultValueFactory = _ => 30000 };
    private readonly Option<MembershipKind?> _membership = ArgumentKinds.Choice("--membership", "How silos find each other: on one machine, by Redis, or by PostgreSQL. Default: localhost.", ("localhost", MembershipKind.Localhost), ("redis", MembershipKind.Redis), ("postgres", MembershipKind.Postgres));
    private readonly Option<string?> _connection = new("--membership-connection") { Description = "Connection string of that store." };
    private readonly Option<int?> _primary = new("--primary-port") { Description = "On one machine: the silo port of the first silo. Default: this one's own, it is the first." };
    private readonly Option<bool> _kubernetes = new("--kubernetes-hosting") { Description = "Watch the pods of the cluster: silos whose pod is gone are dead at once." };
    private readonly Option<string?> _certificate = new("--silo-tls-certfile") { Description = "A certificate (PEM), to talk to other silos by TLS; all silos have one, or none." };
    private readonly Option<string?> _certificateKey = new("--silo-tls-keyfile") { Description = "Its private key (PEM). Default: in the same file." };
    private readonly Option<string?> _authorities = new("--silo-tls-cafile") { Description = "Certificates (PEM) of the authorities that other silos' certificates must be of. Default: those that the machine trusts." };
    private readonly Option<int> _replicas = new("--replicas") { HelpName = "N", Description = "Replicas of the model; 0: one on each worker that has room.", DefaultValueFactory = _ => 0 };
    private readonly Option<string> _routing = new("--routing-policy") { Description = $"How requests find a replica: {string.Join(", ", Policies())}.", DefaultValueFactory = _ => UserName(RoutingPolicies.PrefixAware) };
    private readonly Option<string?> _models = new("--models-file") { HelpName = "FILE", Description = "A registry of models and their versions (JSON), instead of MODEL." };
    private readonly Option<int?> _atOnce = new("--front-max-requests") { HelpName = "N", Description = "Requests that a front has in work at once; others wait their turn, each tenant's fairly. Default: 1024." };
    private readonly Option<double?> _wait = new("--front-max-wait") { HelpName = "SECONDS", Description = "A request that would wait longer for its turn gets 429 at once. Default: 30." };
    private readonly Option<long?> _tenantTokens = new("--tenant-tokens-per-minute") { HelpName = "N", Description = "Tokens, prompts and output, that each API key may use in a minute, over all fronts. Default: any number." };
    private readonly Option<int?> _tenantRequests = new("--tenant-max-requests") { HelpName = "N", Description = "Requests that each API key may have in work at once, over all fronts. Default: any number." };
    private readonly Option<string[]> _labels = new("--node-labels") { HelpName = "NAME=VALUE", Description = "Labels of this node, for placing replicas. Repeatable.", AllowMultipleArgumentsPerToken = true };

    private readonly Option<bool> _endWithInput = new("--end-with-input") { Description = "Stop, in good order, when standard input ends: it does when whoever started this process and holds its other end dies, however that happens." };

    public void AddTo(ConfiguredCommand command)
    {
        Option[] options =
        [
            _role, _cluster, _serviceId, _name, _ip, _siloPort, _gatewayPort, _membership, _connection, _primary, _kubernetes, _certificate, _certificateKey, _authorities,
            _replicas, _routing, _models, _labels, _atOnce, _wait, _tenantTokens, _tenantRequests, _endWithInput,
        ];
        foreach (Option option in options) command.Options.Add(option);
        _service.AddTo(command);
    }

    public bool EndsWithInput(ParseResult parsed) => parsed.GetValue(_endWithInput);

    public SiloSettings Read(ParseResult parsed)
    {
        (LocalModelOptions model, ServeOptions serving) = _service.Read(parsed);
        int port = PortOf(_siloPort, parsed.GetValue(_siloPort)), gatewayPort = PortOf(_gatewayPort, parsed.GetValue(_gatewayPort));
        CheckThatTheyDiffer(("--port", serving.Endpoint.Port), (_siloPort.Name, port), (_gatewayPort.Name, gatewayPort));
        return new SiloSettings
        {
            Role = parsed.GetValue(_role) ?? SiloRole.Both,
            Name = parsed.GetValue(_name) ?? $"{Environment.MachineName}-{port}",
            ClusterId = parsed.GetValue(_cluster)!,
            ServiceId = parsed.GetValue(_serviceId)!,
            AdvertisedIp = IPAddress.TryParse(parsed.GetValue(_ip), out IPAddress? ip) ? ip : throw new UsageException($"{_ip.Name} must be an IP address, not '{parsed.GetValue(_ip)}'"),
            SiloPort = port,
            GatewayPort = gatewayPort,
            Membership = MembershipOf(parsed, port),
            Certificate = CertificateOf(parsed),
            Labels = LabelsOf(parsed.GetValue(_labels) ?? []),
            Models = parsed.GetValue(_models) is { } file ? ModelRegistry.Read(new NamedFile(_models.Name, file)) : ModelRegistry.Of(serving.Model.Names, model.Path, parsed.GetValue(_replicas)),
            RoutingPolicy = PolicyOf(parsed.GetValue(_routing)!),
            Admission = AdmissionOf(parsed),
            Serving = serving,
            Engine = path => _service.Read(parsed).Model with { Path = path },
        };
    }

    private static IEnumerable<string> Policies() => RoutingPolicies.Names.Select(UserName);

    /// <summary>Options' values have underscores, as vLLM's have.</summary>
    private static string UserName(string policy) => policy.Replace('-', '_');

    private string PolicyOf(string name) =>
        RoutingPolicies.Names.FirstOrDefault(policy => UserName(policy) == UserName(name)) ?? throw new UsageException($"{_routing.Name} is '{name}'; it must be one of {string.Join(", ", Policies())}");

    private MembershipOptions MembershipOf(ParseResult parsed, int port)
    {
        MembershipKind kind = parsed.GetValue(_membership) ?? MembershipKind.Localhost;
        string? connection = parsed.GetValue(_connection);
        if (kind != MembershipKind.Localhost && connection is null) throw new UsageException($"{_membership.Name} {kind.ToString().ToLowerInvariant()} needs {_connection.Name}");
        bool kubernetes = parsed.GetValue(_kubernetes);
        if (kubernetes && PodWatch.WhyNot is { } why) throw new UsageException($"{_kubernetes.Name}: {why}");
        return new MembershipOptions(kind, connection, PortOf(_primary, parsed.GetValue(_primary) ?? port), kubernetes);
    }

    private SiloCertificate? CertificateOf(ParseResult parsed)
    {
        if (Named(_certificate) is { } file) return SiloCertificate.Read(file, Named(_certificateKey), Named(_authorities));
        return parsed.GetValue(_certificateKey) is null && parsed.GetValue(_authorities) is null ? null : throw new UsageException($"{_certificateKey.Name} and {_authorities.Name} are of no use without {_certificate.Name}");

        NamedFile? Named(Option<string?> option) => parsed.GetValue(option) is { } path ? new NamedFile(option.Name, path) : null;
    }

    private AdmissionOptions AdmissionOf(ParseResult parsed)
    {
        AdmissionOptions admission = new() { DefaultTenant = new TenantPolicy { TokensPerMinute = parsed.GetValue(_tenantTokens), MaxConcurrent = parsed.GetValue(_tenantRequests) } };
        if (parsed.GetValue(_atOnce) is { } requests) admission.MaxRequests = requests;
        if (parsed.GetValue(_wait) is { } seconds) admission.MaxWait = TimeSpan.FromSeconds(Math.Clamp(seconds, -1, 1e6));
        IReadOnlyList<string> problems = admission.Problems();
        return problems.Count == 0 ? admission : throw new UsageException(string.Join(' ', problems)
            .Replace(nameof(admission.MaxRequests), _atOnce.Name, StringComparison.Ordinal).Replace(nameof(admission.MaxWait), _wait.Name, StringComparison.Ordinal)
            .Replace(nameof(TenantPolicy.TokensPerMinute), _tenantTokens.Name, StringComparison.Ordinal).Replace(nameof(TenantPolicy.MaxConcurrent), _tenantRequests.Name, StringComparison.Ordinal));
    }

    private Dictionary<string, string> LabelsOf(string[] labels)
    {
        Dictionary<string, string> read = [];
        foreach (string label in labels)
        {
            string[] parts = label.Split('=', 2);
            if (parts.Length < 2 || parts[0].Length == 0) throw new UsageException($"{_labels.Name} must be NAME=VALUE, not '{label}'");
            read[parts[0]] = parts[1];
        }

        return read;
    }

    private static void CheckThatTheyDiffer(params (string Option, int Port)[] ports)
    {
        if (ports.GroupBy(each => each.Port).FirstOrDefault(same => same.Count() > 1) is { } same)
            throw new UsageException($"{string.Join(" and ", same.Select(each => each.Option))} must differ, and are {same.Key}");
    }

    private static int PortOf(Option option, int port) => port is >= 1 and <= 65535 ? port : throw new UsageException($"{option.Name} must be from 1 to 65535, not {port}");
}
