using Inference.LoadTests.Output;
using Inference.LoadTests.Stub;
using Inference.Support;

namespace Inference.LoadTests.Tests.Commands;

public sealed class LoadCommandTests
{
    private static readonly string[] Short = ["--arrivals", "constant:100", "--requests", "20", "--warmup", "0s", "--duration", "30s", "--tokens-per-word", "1"];

    [Fact]
    public async Task Load_ServerThatKeepsTheObjectives_EndsWithZeroAndReports()
    {
        using TemporaryFolder folder = new();
        string json = Path.Combine(folder.Path, "run.json"), html = Path.Combine(folder.Path, "run.html");
        await using ScriptedServer server = Server(faulty: false);

        (int code, string output, _) = await LoadTestProcess.RunAsync(["load", "--url", $"{server.Address}v1/", .. Short, "--expect", "ttft.p99<1h", "--expect", "errors<=0%", "--json", json, "--html", html]);

        Assert.Equal(0, code);
        Assert.Contains("requests completed /s", output);
        Assert.Equal(20, ReportFiles.Load(json).Runs[0].Summary.Completed);
        Assert.StartsWith("<!doctype html>", await File.ReadAllTextAsync(html));

        (int reported, string comparison, _) = await LoadTestProcess.RunAsync("report", json, json, "--html", html);

        Assert.Equal(0, reported);
        Assert.Contains("change", comparison);
        Assert.Contains("Before and after", await File.ReadAllTextAsync(html));
    }

    [Fact]
    public async Task Load_ObjectiveMissed_EndsWithThree()
    {
        await using ScriptedServer server = Server(faulty: false);

        (int code, string output, _) = await LoadTestProcess.RunAsync(["load", "--url", $"{server.Address}", .. Short, "--expect", "ttft.p99<1us"]);

        Assert.Equal(3, code);
        Assert.Contains("MISSED ttft.p99<1us", output);
    }

    [Fact]
    public async Task Load_EventTwice_EndsWithFour()
    {
        await using ScriptedServer server = Server(faulty: true);

        (int code, string output, _) = await LoadTestProcess.RunAsync(["load", "--url", $"{server.Address}", .. Short]);

        Assert.Equal(4, code);
        Assert.Contains("DuplicateEvent", output);
    }

    [Theory]
    [InlineData("--arrivals", "weibull:3")]
    [InlineData("--expect", "happiness>3")]
    [InlineData("--workload", "poetry")]
    [InlineData("--slo", "ttft=soon")]
    [InlineData("--url", "example")]
    [InlineData("--api", "telepathy")]
    [InlineData("--pid", "me")]
    [InlineData("--pid", "2147483647")]
    [InlineData("--duration", "0s")]
    [InlineData("--temperature", "hot")]
    [InlineData("--temperature", "0,5")]
    [InlineData("--temperature", "NaN")]
    [InlineData("--temperature", "-1")]
    [InlineData("--tokens-per-word", "0")]
    [InlineData("--json", "/proc/nowhere/run.json")]
    [InlineData("--html", "/")]
    [InlineData("--tenants", "0")]
    [InlineData("--retries", "-1")]
    public async Task Load_WrongOption_EndsWithTwoAndOneLineThatNamesIt(string option, string value)
    {
        (int code, string output, string error) = await LoadTestProcess.RunAsync("load", option, value);

        Assert.Equal((2, ""), (code, output));
        Assert.Equal(["load-tests: " + option, "Try: ./load-tests/run load --help"], error.TrimEnd('\n').Split('\n').Select((line, index) => index == 0 ? line.Split(' ', ':') is [var program, _, var name, ..] ? $"{program}: {name}" : line : line));
        Assert.DoesNotContain("System.", error);
    }

    [Theory]
    [InlineData("--chaos", "chaos")]
    [InlineData("--capacity", "overload", "--capacity", "NaN")]
    public async Task Run_OptionMissingOrNoNumber_IsNamed(string option, params string[] arguments)
    {
        (int code, _, string error) = await LoadTestProcess.RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Contains(option, error.Split('\n')[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("load", "--arrivals", "trace:/no/such/trace")]
    [InlineData("report", "no-such-report.json")]
    public async Task Run_FileThatIsNotThere_EndsWithOneInOneLine(params string[] arguments)
    {
        (int code, _, string error) = await LoadTestProcess.RunAsync(arguments);

        Assert.Equal(1, code);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("--nonsense")]
    public async Task Run_UnknownCommand_EndsWithTwoAndNoHelp(string command)
    {
        (int code, string output, string error) = await LoadTestProcess.RunAsync(command);

        Assert.Equal((2, ""), (code, output));
        Assert.Equal($"load-tests: '{command}' is no command or option.\nTry: ./load-tests/run --help\n", error);
    }

    [Fact]
    public async Task Help_OfLoad_TellsEveryDefaultOnce()
    {
        (int code, string output, _) = await LoadTestProcess.RunAsync("load", "--help");

        Assert.Equal(0, code);
        Assert.Contains("./load-tests/run load [options]", output);
        Assert.DoesNotContain(output.Split('\n'), line => line.Contains("Default:") && line.Contains("[default:"));
        Assert.DoesNotContain("2147483647", output);
    }

    [Fact]
    public async Task Load_ServerRefusesTheModel_ItsReasonIsTold()
    {
        await using ScriptedServer server = new(exchange => exchange.AnswerAsync(404, """{"error":{"message":"The model 'x' does not exist."}}"""));

        (int code, _, string error) = await LoadTestProcess.RunAsync("load", "--url", $"{server.Address}", "--model", "x");

        Assert.Equal(1, code);
        Assert.Contains("404: The model 'x' does not exist.", error);
    }

    [Theory]
    [InlineData("10s", "no knee: served well (ttft=10000ms) up to the highest load")]
    [InlineData("1us", "knee: not even the lowest load was served well (ttft=0.001ms)")]
    public async Task Load_Ramp_SaysWhetherThereIsAKnee(string slo, string said)
    {
        await using ScriptedServer server = Server(faulty: false);

        (_, string output, _) = await LoadTestProcess.RunAsync("load", "--url", $"{server.Address}", "--arrivals", "ramp:10-40", "--warmup", "0s", "--duration", "3s", "--tokens-per-word", "1", "--slo", $"ttft={slo}");

        Assert.Contains(said, output);
    }

    [Fact]
    public async Task Load_NobodyListens_EndsWithOneInOneLine()
    {
        Uri address;
        await using (ScriptedServer server = Server(faulty: false)) address = server.Address;

        (int code, _, string error) = await LoadTestProcess.RunAsync("load", "--url", $"{address}");

        Assert.Equal(1, code);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    private static ScriptedServer Server(bool faulty) => new(async exchange =>
    {
        if (exchange.Path != "/v1/chat/completions")
        {
            await exchange.AnswerAsync(exchange.Path == "/v1/models" ? 200 : 404, """{"data":[{"id":"stub"}]}""");
            return;
        }

        await exchange.BeginStreamAsync();
        await exchange.SendTextAsync("a", 0);
        await exchange.SendTextAsync("b", faulty ? 0 : 1, "stop");
        await exchange.SendEventAsync("[DONE]", 2);
        await exchange.EndStreamAsync();
    });
}
