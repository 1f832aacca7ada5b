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

    [Theory]
    [InlineData("--chaos", "stop@1s:2")]
    [InlineData("--chaos", "stop@1s", "--arrivals", "closed:3")]
    public async Task Chaos_CannotBeDone_EndsWithOne(params string[] arguments) => Assert.Equal(1, (await RunAsync(arguments)).ExitCode);

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        string[] start = ["chaos", "--start", Stub, "--tokens-per-word", "1", "--output", "20", "--duration", "1050ms"];
        string[] arrivals = arguments.Contains("--arrivals") ? [] : ["--arrivals", "constant:20"];
        return LoadTestProcess.RunAsync([.. start, .. arrivals, .. arguments]);
    }
}
