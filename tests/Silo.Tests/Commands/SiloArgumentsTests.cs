using System.CommandLine;
using Inference.Server.Commands;
using Inference.Server.Terminal;
using Inference.Silo.Commands;
using Inference.Silo.Hosting;
using Inference.Silo.Kubernetes;
using Inference.Silo.Membership;

namespace Inference.Silo.Tests.Commands;

public sealed class SiloArgumentsTests
{
    [Fact]
    public void Read_Nothing_OneSiloThatDoesEverything()
    {
        SiloSettings settings = Read();
        Assert.Equal((SiloRole.Both, MembershipKind.Localhost, 11111, 30000), (settings.Role, settings.Membership.Kind, settings.SiloPort, settings.GatewayPort));
        Assert.Equal("prefix-aware", settings.RoutingPolicy);
        Assert.Single(settings.Models.Models);
    }

    [Fact]
    public void Read_Everything_IsAsTold()
    {
        SiloSettings settings = Read(
            "--silo-role", "worker", "--silo-name", "w1", "--cluster-id", "c", "--advertised-ip", "10.0.0.7", "--silo-port", "12", "--membership", "redis", "--membership-connection", "host:6379",
            "--replicas", "3", "--routing-policy", "power_of_two", "--node-labels", "zone=a", "pool=b=c", "--front-max-requests", "7", "--front-max-wait", "2.5", "--tenant-tokens-per-minute", "1000", "--tenant-max-requests", "4");
        Assert.Equal((SiloRole.Worker, "w1", "c", "10.0.0.7"), (settings.Role, settings.Name, settings.ClusterId, $"{settings.AdvertisedIp}"));
        Assert.Equal((MembershipKind.Redis, "host:6379", 3, "power-of-two"), (settings.Membership.Kind, settings.Membership.Connection, settings.Models.Models[0].Spec.Versions[0].Replicas, settings.RoutingPolicy));
        Assert.Equal(("a", "b=c"), (settings.Labels["zone"], settings.Labels["pool"]));
        Assert.Equal((7, 2.5, 1000L, 4), (settings.Admission.MaxRequests, settings.Admission.MaxWait.TotalSeconds, settings.Admission.DefaultTenant.TokensPerMinute, settings.Admission.DefaultTenant.MaxConcurrent));
    }

    [Theory]
    [InlineData("--membership-connection", "--membership", "redis")]
    [InlineData("--advertised-ip", "--advertised-ip", "somewhere")]
    [InlineData("--silo-port", "--silo-port", "0")]
    [InlineData("--routing-policy", "--routing-policy", "best")]
    [InlineData("--node-labels", "--node-labels", "zone")]
    [InlineData("--silo-tls-certfile", "--silo-tls-keyfile", "key.pem")]
    [InlineData("--front-max-requests", "--front-max-requests", "0")]
    [InlineData("--tenant-max-requests", "--tenant-max-requests", "0")]
    [InlineData("--front-max-wait", "--front-max-wait", "-1")]
    public void Read_SomethingIsWrong_NamesTheOption(string named, params string[] arguments) =>
        Assert.Contains(named, Assert.Throws<UsageException>(() => Read(arguments)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_KubernetesHosting_IsDoneOrNamesTheBuildThatCan()
    {
        if (PodWatch.WhyNot is null) Assert.True(Read("--kubernetes-hosting", "true").Membership.UseKubernetes);
        else Assert.Contains("-p:KubernetesHosting=true", Assert.Throws<UsageException>(() => Read("--kubernetes-hosting", "true")).Message, StringComparison.Ordinal);
    }

    internal static SiloSettings Read(params string[] arguments)
    {
        SiloArguments silo = new();
        ConfiguredCommand command = new("silo", "");
        silo.AddTo(command);
        ParseResult parsed = new RootCommand { command }.Parse(["silo", .. arguments]);
        Assert.Empty(parsed.Errors);
        return silo.Read(parsed);
    }
}
