namespace Inference.Server.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_NoArguments_ListsEveryCommand()
    {
        var outcome = await InferenceProcess.RunAsync([]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("inference [command]", outcome.Output, StringComparison.Ordinal);
        Assert.All(["inspect", "tokenize", "render"], command => Assert.Contains($"\n  {command} ", outcome.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("inspekt", "inference: 'inspekt' is no command or option.\n")]
    [InlineData("--model x", "'--model' is no command or option")]
    [InlineData("inspect", "argument missing for command: 'inspect'")]
    [InlineData("inspect x --sequences 0", "at least 1")]
    [InlineData("inspect x --context many", "--context cannot be 'many'")]
    [InlineData("generate x --max-num-seqs 0", "--max-num-seqs must be at least 1")]
    [InlineData("chat x --n 2", "--n")]
    [InlineData("generate x --threads 0", "--threads must be at least 1")]
    [InlineData("generate x --temperature -1", "--temperature must be finite and at least 0, got -1")]
    [InlineData("chat x --top-p 2", "--top-p must be in (0, 1], got 2")]
    [InlineData("generate x --min-tokens 9 --max-tokens 3", "--min-tokens must be at most max_tokens=3")]
    [InlineData("generate x --speculative-method draft_model", "--speculative-model must name a model")]
    [InlineData("generate x --max-num-seqs 9 --max-num-batched-tokens 3", "--max-num-batched-tokens is 3; at least --max-num-seqs (9)")]
    [InlineData("serve x --max-queued-requests -1", "--max-queued-requests is -1")]
    [InlineData("serve x --max-queue-wait -1", "--max-queue-wait must be a number of seconds")]
    [InlineData("serve x --max-requests-per-minute 0", "--max-requests-per-minute is 0")]
    [InlineData("serve x --request-timeout 0", "--request-timeout is")]
    [InlineData("serve x --port 70000", "--port must be")]
    [InlineData("serve x --host nowhere", "--host must be")]
    [InlineData("serve x --tool-call-parser no", "--tool-call-parser is 'no'")]
    public async Task Run_WrongUsage_SaysWhatAndWhereToLook(string arguments, string expected)
    {
        var outcome = await InferenceProcess.RunAsync(arguments.Split(' '));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
        Assert.Contains("--help", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("tokenize")]
    [InlineData("render")]
    public async Task Run_NoSuchFile_OneLineAndExitCodeOne(string command)
    {
        var outcome = await InferenceProcess.RunAsync([command, "/no/such/model"]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("inference: /no/such/model: does not exist", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
    }
}
