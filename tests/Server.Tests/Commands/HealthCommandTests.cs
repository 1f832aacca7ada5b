using System.Globalization;
using Inference.Gateway.Health;
using Inference.Server.Tests.Serving;

namespace Inference.Server.Tests.Commands;

/// <summary>What a container asks itself by.</summary>
[Collection(nameof(RunningServer))]
public sealed class HealthCommandTests
{
    [Fact]
    public async Task Health_ServerThatGetsOnAndThenDoesNot_IsTold()
    {
        EngineStatus status = new(0, 0, 0);
        await using ScriptedServer server = await ScriptedServer.StartAsync((request, cancellation) => ScriptedServer.SayAsync(request, "", cancellation), new() { Status = () => status });
        string url = server.Client.BaseAddress!.ToString();

        InferenceProcess.Outcome healthy = await InferenceProcess.RunAsync(["health", url]);
        InferenceProcess.Outcome byPort = await InferenceProcess.RunAsync(["health", "--ready"], environment: ("PORT", server.Client.BaseAddress!.Port.ToString(CultureInfo.InvariantCulture)));
        status = new EngineStatus(1, 0, 0, "no step has ended for 61 s");
        InferenceProcess.Outcome stuck = await InferenceProcess.RunAsync(["health", url]);

        Assert.Equal((0, $"inference: {url}health: ok\n"), (healthy.ExitCode, healthy.Output));
        Assert.Equal((0, $"inference: {url}ready: ok\n"), (byPort.ExitCode, byPort.Output));
        Assert.Equal((1, $"inference: {url}health: 503, no step has ended for 61 s\n"), (stuck.ExitCode, stuck.Error));
    }

    [Fact]
    public async Task Health_NobodyThere_Fails()
    {
        // Port 1 is nobody's on the loopback address.
        InferenceProcess.Outcome outcome = await InferenceProcess.RunAsync(["health", "--port", "1"]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("inference: http://127.0.0.1:1/health: ", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("health", "localhost:8000")]
    [InlineData("health", "--timeout", "0")]
    [InlineData("health", "--timeout", "soon")]
    public async Task Health_WrongUsage_IsTold(params string[] arguments) => Assert.Equal(2, (await InferenceProcess.RunAsync(arguments)).ExitCode);
}
