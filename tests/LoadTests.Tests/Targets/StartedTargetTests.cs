using System.Globalization;
using Inference.LoadTests.Stub;
using Inference.LoadTests.Targets;

namespace Inference.LoadTests.Tests.Targets;

public sealed class StartedTargetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>As llama.cpp and its forks are, which print what they like.</summary>
    [Fact]
    public async Task StartAsync_KnownAddress_IsReadyWhenItsHealthSaysSo()
    {
        int asked = 0;
        await using ScriptedServer server = new(exchange => exchange.Path == "/health"
            ? exchange.AnswerAsync(Interlocked.Increment(ref asked) < 3 ? 503 : 200, "{}")
            : exchange.AnswerAsync(404, "{}"));
        await using StartedTarget started = await StartedTarget.StartAsync("sleep 3600", 1, Patience, CancellationToken.None, server.Address);

        Assert.Equal((server.Address, started.Pid), (Assert.Single(started.Servers).Address, started.Servers[0].Pid));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task StartAsync_EndsBeforeItIsReady_SaysSoWithItsLastWords()
    {
        await using ScriptedServer server = new(exchange => exchange.AnswerAsync(503, "{}"));
        foreach (Uri? known in new[] { server.Address, null })
        {
            string command = string.Create(CultureInfo.InvariantCulture, $"sh -c 'echo there is no such model at {server.Address}; exit 1'");
            LoadTestException error = await Assert.ThrowsAsync<LoadTestException>(() => StartedTarget.StartAsync(command, 1, Patience, CancellationToken.None, known));

            Assert.Contains("ended before it was ready", error.Message, StringComparison.Ordinal);
            Assert.Contains("there is no such model", error.Message, StringComparison.Ordinal);
        }
    }
}
