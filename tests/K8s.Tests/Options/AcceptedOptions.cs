using System.CommandLine;
using System.Text.RegularExpressions;
using Inference.Server.Commands;
using Inference.Support;

namespace Inference.K8s.Tests.Options;

/// <summary>What <c>inference silo</c> can be told: every option of <c>serve</c>, from the command itself, and its own.</summary>
internal static partial class AcceptedOptions
{
    /// <summary>Of <c>silo</c> alone. Where its sources are here, they are asked instead.</summary>
    private static readonly string[] SiloOptions =
    [
        "--silo-role", "--cluster-id", "--service-id", "--silo-name", "--advertised-ip", "--silo-port", "--gateway-port",
        "--membership", "--membership-connection", "--primary-port", "--kubernetes-hosting",
        "--silo-tls-certfile", "--silo-tls-keyfile", "--silo-tls-cafile", "--replicas", "--routing-policy", "--models-file",
    ];

    /// <summary>By these names Orleans' package for Kubernetes finds its pod.</summary>
    public static readonly IReadOnlyList<string> OrleansVariables = ["POD_NAME", "POD_NAMESPACE", "POD_IP", "ORLEANS_CLUSTER_ID", "ORLEANS_SERVICE_ID"];

    private static readonly ConfiguredCommand Serve = (ConfiguredCommand)ServeCommand.Create();

    public static IReadOnlySet<string> Options { get; } = Serve.Options.Select(option => option.Name).Concat(OwnOfSilo()).ToHashSet();

    public static IReadOnlySet<string> Variables { get; } =
        Serve.Options.SelectMany(Serve.VariablesOf).Concat(OwnOfSilo().Select(VariableOf)).ToHashSet();

    private static string VariableOf(string option) => option.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private static string[] OwnOfSilo()
    {
        string[] declared =
        [
            .. Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, "Silo"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => Declaration().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)),
        ];
        return declared.Contains("--silo-role") ? declared : SiloOptions;
    }

    [GeneratedRegex(@"""(--[a-z][a-z0-9-]*)""")]
    private static partial Regex Declaration();
}
