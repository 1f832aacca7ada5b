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
    public async Task Load_WrongOption_EndsWithTwo(string option, string value)
    {
        (int code, _, string error) = await LoadTestProcess.RunAsync("load", option, value);

        Assert.Equal(2, code);
        Assert.Contains(option, error);
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
