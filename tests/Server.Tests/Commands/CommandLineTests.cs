using Inference.Support;

namespace Inference.Server.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_NoArguments_ListsEveryCommand()
    {
        var outcome = await InferenceProcess.RunAsync([]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("inference [command]", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("silo and cluster, have an executable of their own", outcome.Output, StringComparison.Ordinal);
        Assert.All(["inspect", "tokenize", "render"], command => Assert.Contains($"\n  {command} ", outcome.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("inspekt", "inference: 'inspekt' is no command or option.\n")]
    [InlineData("--model x", "'--model' is no command or option")]
    [InlineData("silo --silo-port 1", "'silo' is a command of the cluster's executable, inference-silo")]
    [InlineData("cluster", "'cluster' is a command of the cluster's executable, inference-silo")]
    [InlineData("inspect", "inference: MODEL is missing.\n")]
    [InlineData("pull", "inference: MODEL is missing.\ninference: DIR is missing.\n")]
    [InlineData("pull hf://a/b", "inference: DIR is missing.\n")]
    [InlineData("bench x --batch 0", "--batch takes numbers from 1 to 4096")]
    [InlineData("bench x --batch 1,two", "--batch must be numbers such as 1,2,3, not 'two'")]
    [InlineData("bench x --batch 1,,2", "--batch must be numbers such as 1,2,3, not a comma without one")]
    [InlineData("bench x --context -1", "--context takes numbers from 0")]
    [InlineData("bench x --mixed 0", "--mixed takes numbers from 1 to 4096")]
    [InlineData("bench x --mixed 4097", "--mixed takes numbers from 1 to 4096")]
    [InlineData("bench x --mixed two", "--mixed must be numbers such as 1,2,3, not 'two'")]
    [InlineData("bench x --chunk 0", "--chunk must be at least 1")]
    [InlineData("tokenize x --decode abc", "TEXT must be numbers such as 1,2,3, not 'abc'")]
    [InlineData("tokenize x --jsonl abc", "leave out TEXT")]
    [InlineData("embed x --tokens 1,b", "TEXT must be numbers such as 1,2,3, not 'b'")]
    [InlineData("embed x --jsonl abc", "leave out TEXT")]
    [InlineData("generate x --tokens 1 --prompt x", "give --prompt or --tokens, not both")]
    [InlineData("generate x --tokens a", "--tokens must be numbers such as 1,2,3, not 'a'")]
    [InlineData("generate x --tokens 1,,2", "inference: --tokens must be numbers such as 1,2,3, not a comma without one\n")]
    [InlineData("generate x --tokens 1,2,", "--tokens must be numbers such as 1,2,3, not a comma without one")]
    [InlineData("generate x --tokens ,", "--tokens must be numbers such as 1,2,3, not a comma without one")]
    [InlineData("generate x --tokens [1", "--tokens must be numbers such as 1,2,3, not '[1'")]
    [InlineData("generate x --tokens 1 --stop-token-ids 1,b", "--stop-token-ids must be numbers such as 1,2,3, not 'b'")]
    [InlineData("generate x --tokens 1 --logit-bias 5", "--logit-bias must be ID=VALUE")]
    [InlineData("generate x --tokens 1 --logprobs 2", "--json")]
    [InlineData("serve x --otlp-traces-endpoint ftp://x", "--otlp-traces-endpoint is 'ftp://x'")]
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
    [InlineData("serve x --request-timeout 0", "--request-timeout must be above 0")]
    [InlineData("serve x --port 70000", "--port must be")]
    [InlineData("serve x --host nowhere", "--host must be")]
    [InlineData("serve x --tool-call-parser no", "--tool-call-parser is 'no'")]
    [InlineData("serve x --health-timeout 0", "--health-timeout must be above 0")]
    [InlineData("serve x --allowed-origins https://example.org/", "--allowed-origins has 'https://example.org/'")]
    [InlineData("generate x --temperature 0,7", "--temperature cannot be '0,7'; decimals have a point")]
    [InlineData("serve x --request-timeout 1,5", "--request-timeout cannot be '1,5'; decimals have a point")]
    [InlineData("generate x --tokens 1 --logit-bias 5=1,5", "--logit-bias must be ID=VALUE")]
    [InlineData("generate x --threads 2000000000", "--threads must be at most 1024")]
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
    [InlineData("MODEL is empty", "inspect", "")]
    [InlineData("MODEL is empty", "serve", " ")]
    [InlineData("--model is empty", "serve", "--model", "")]
    [InlineData("DIR is empty", "pull", "hf://a/b", "")]
    [InlineData("TEMPLATE is empty", "render", "")]
    [InlineData("--served-model-name is empty", "serve", "x", "--served-model-name", "")]
    public async Task Run_EmptyName_IsWrongUsage(string expected, params string[] arguments)
    {
        var outcome = await InferenceProcess.RunAsync(arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith($"inference: {expected}", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect --context 2147483647 --sequences 2147483647", 2, "--context and --sequences ask for more than 4 EiB")]
    [InlineData("generate --tokens 1 --max-model-len 100000", 1, "--max-model-len is 100000; this model takes 1 to ")]
    [InlineData("generate --tokens 1 --kv-cache-memory-bytes 1", 1, "(--kv-cache-memory-bytes)")]
    [InlineData("generate --tokens 1 --logit-bias 999999=1", 2, "--logit-bias must be tokens of the vocabulary")]
    [InlineData("generate --tokens 1 --bad-words-token-ids 999999", 2, "--bad-words-token-ids must be tokens of the vocabulary")]
    [InlineData("chat --stop-token-ids 999999", 2, "--stop-token-ids must be tokens of the vocabulary")]
    public async Task Run_ValueThatTheModelCannotHave_NamesTheOption(string arguments, int exitCode, string expected)
    {
        using TemporaryFolder folder = new();
        string[] words = arguments.Split(' ');
        var outcome = await InferenceProcess.RunAsync([words[0], TinyChatModel.Write(folder), .. words[1..]]);

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ ", ", line 1, column 4: unexpected the end of the template")]
    [InlineData("\xff", ": is not UTF-8 text")]
    public async Task Serve_ChatTemplateThatIsNone_NamesOptionAndFile(string text, string expected)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("wrong.jinja", System.Text.Encoding.Latin1.GetBytes(text));
        var outcome = await InferenceProcess.RunAsync(["serve", "x", "--chat-template", file]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal($"inference: --chat-template {file}{expected}\n", outcome.Error);
    }

    [Theory]
    [InlineData("--api-key-file")]
    [InlineData("--ssl-certfile")]
    [InlineData("--chat-template")]
    public async Task Serve_FileThatCannotBeRead_IsNamedWithItsOption(string option)
    {
        foreach ((string file, string problem) in new[] { ("/no/such/file", "does not exist"), (Path.GetTempPath(), "is a directory"), ("/dev/zero", "") })
        {
            var outcome = await InferenceProcess.RunAsync(["serve", "/no/such/model", option, file]);

            Assert.Equal(1, outcome.ExitCode);
            Assert.StartsWith($"inference: {option} {file}: ", outcome.Error, StringComparison.Ordinal);
            Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
            Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public async Task Bench_MoreThanMemoryCanHold_IsSaidInOneLine()
    {
        using TemporaryFolder folder = new();
        var outcome = await InferenceProcess.RunAsync(["bench", TinyChatModel.Write(folder), "--batch", "4096", "--prompt", "2000000000"]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("inference: the longest sequence would have 2000000064 tokens", outcome.Error, StringComparison.Ordinal);
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
