using System.Diagnostics;
using Inference.Support;

namespace Inference.LoadTests.Tests.Commands;

public sealed class ChaosCommandTests
{
    private static readonly string Stub = $"dotnet '{typeof(LoadTestException).Assembly.Location}' stub --interval 5ms";

    [Fact]
    public async Task Chaos_ServerIsKilled_AnswersAreLostAndTheExitCodeSaysSo()
    {
        (int code, string output, _) = await RunAsync("--chaos", "kill9@300ms");

        Assert.Equal(4, code);
        Assert.Contains("kill9@0.3s: process", output);
        Assert.DoesNotContain(", 0 lost", output);
    }

    [Fact]
    public async Task Chaos_ServerIsHeldForAWhile_EveryAnswerIsTheSame()
    {
        (int code, string output, _) = await RunAsync("--chaos", "stop@300ms", "--chaos", "cont@600ms");

        Assert.Equal(0, code);
        Assert.Contains("20 of 20 answers the same (20 token by token), 0 different, 0 lost", output);
    }

    [Fact]
    public async Task Chaos_OneOfAClusterIsKilled_TheOthersAreAskedAndAnswerTheSame()
    {
        using TemporaryFolder folder = new();
        string script = Path.Combine(folder.Path, "cluster.sh"), pids = Path.Combine(folder.Path, "pids");
        await File.WriteAllTextAsync(script, $$"""
            silo() { sh -c "echo \$\$; echo \$\$ >>'{{pids}}'; exec {{Stub}}" | { read -r pid; read -r name address; echo "test: silo $1 pid $pid $address"; cat; }; }
            trap "kill \$(cat '{{pids}}')" TERM
            echo "test: starting 2 silos"
            silo 1 &
            silo 2 &
            wait
            """);

        (int code, string output, string error) = await LoadTestProcess.RunAsync(
            ["chaos", "--start", $"sh '{script}'", "--tokens-per-word", "1", "--output", "20", "--duration", "1050ms", "--arrivals", "constant:20", "--chaos", "kill9@300ms"]);

        Assert.True(code == 0, output + error);
        Assert.Contains("kill9@0.3s: process ", output);
        Assert.Contains("20 of 20 answers the same (20 token by token), 0 different, 0 lost", output);
    }

    [Fact]
    public async Task Chaos_OneOfTwoAddressesIsHeld_TheOtherIsAsked()
    {
        using Process first = StubProcess(), second = StubProcess();
        try
        {
            string[] urls = [.. await Task.WhenAll(new[] { first, second }.Select(async process => (await process.StandardOutput.ReadLineAsync())!["stub: ".Length..]))];

            (int code, string output, string error) = await LoadTestProcess.RunAsync(
                ["chaos", "--url", urls[0], "--url", urls[1], "--tokens-per-word", "1", "--output", "20", "--duration", "1050ms", "--drain", "5s", "--arrivals", "constant:20", "--chaos", "kill9@300ms"]);

            Assert.True(code == 0, output + error);
            Assert.Contains($"kill9@0.3s: process {second.Id} at", output);
            Assert.Contains("20 of 20 answers the same", output);
        }
        finally
        {
            first.Kill();
            second.Kill();
        }
    }

    [Theory]
    [InlineData("--chaos", "stop@1s:2")]
    [InlineData("--chaos", "stop@1s", "--arrivals", "closed:3")]
    public async Task Chaos_CannotBeDone_EndsWithOne(params string[] arguments) => Assert.Equal(1, (await RunAsync(arguments)).ExitCode);

    private static Process StubProcess() => Process.Start(new ProcessStartInfo("dotnet", [typeof(LoadTestException).Assembly.Location, "stub", "--interval", "5ms"]) { RedirectStandardOutput = true })!;

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        string[] start = ["chaos", "--start", Stub, "--tokens-per-word", "1", "--output", "20", "--duration", "1050ms"];
        string[] arrivals = arguments.Contains("--arrivals") ? [] : ["--arrivals", "constant:20"];
        return LoadTestProcess.RunAsync([.. start, .. arrivals, .. arguments]);
    }
}
