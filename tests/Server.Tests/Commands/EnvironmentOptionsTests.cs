using System.CommandLine;
using Inference.Server.Commands;
using Inference.Server.Terminal;
using Inference.Server.Tests.Serving;

namespace Inference.Server.Tests.Commands;

public sealed class EnvironmentOptionsTests
{
    private readonly Option<int?> _port = new("--silo-port");
    private readonly Option<string[]> _keys = new("--api-key") { AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool?> _yes = new("--caching") { Arity = ArgumentArity.ZeroOrOne }, _no = new("--no-caching") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _model = new("--model");
    private readonly Argument<string?> _argument = new("MODEL") { Arity = ArgumentArity.ZeroOrOne };
    private readonly RootCommand _root;

    public EnvironmentOptionsTests()
    {
        ConfiguredCommand command = new("run", "") { _port, _keys, _yes, _no, _model, _argument };
        command.AreAlternatives(_yes, _no);
        command.AreAlternatives(_argument, _model);
        command.ReadFrom(_model, "MODEL_PATH", "MODEL_NAME");
        _root = new RootCommand { command, new Command("other", "") };
    }

    [Fact]
    public void Missing_VariablesOfOptions_AreReadByType()
    {
        ParseResult parsed = Parse("run", ("SILO_PORT", " 7 "), ("API_KEY", "a, b,,c=d"), ("NO_CACHING", "True"), ("MODEL_NAME", "-m"), ("HELP", "true"));

        Assert.Empty(parsed.Errors);
        Assert.Equal(7, parsed.GetValue(_port));
        Assert.Equal(["a", "b", "c=d"], parsed.GetValue(_keys)!);
        Assert.Equal((null, true), (parsed.GetValue(_yes), parsed.GetValue(_no)));
        Assert.Equal("-m", parsed.GetValue(_model));
    }

    [Fact]
    public void Missing_TheSameOnTheCommandLine_HasNoSay()
    {
        ParseResult parsed = Parse("run x --silo-port 1 --api-key k --caching", ("SILO_PORT", "7"), ("API_KEY", "a,b"), ("NO_CACHING", "true"), ("MODEL_PATH", "y"));

        Assert.Empty(parsed.Errors);
        Assert.Equal((1, "x"), (parsed.GetValue(_port), parsed.GetValue(_argument)));
        Assert.Equal(["k"], parsed.GetValue(_keys)!);
        Assert.Equal((true, null, null), (parsed.GetValue(_yes), parsed.GetValue(_no), parsed.GetValue(_model)));
    }

    [Fact]
    public void Missing_TwoVariablesOfAnOption_TakesTheFirst() =>
        Assert.Equal("path", Parse("run", ("MODEL_NAME", "name"), ("MODEL_PATH", "path")).GetValue(_model));

    [Fact]
    public void Missing_EmptyVariable_CountsAsNotSet() => Assert.Null(Parse("run", ("SILO_PORT", " "), ("CACHING", "")).GetValue(_port));

    [Fact]
    public void Missing_OptionsEndedOnTheCommandLine_StayOptions()
    {
        ParseResult parsed = Parse("run -- --silo-port", ("SILO_PORT", "7"));

        Assert.Equal((7, "--silo-port"), (parsed.GetValue(_port), parsed.GetValue(_argument)));
    }

    [Fact]
    public void Missing_OtherCommand_ReadsNothing() =>
        Assert.Empty(new EnvironmentOptions().Missing(_root.Parse("other"), _ => throw new InvalidOperationException("read")));

    [Theory]
    [InlineData("SILO_PORT", "tcp://10.0.0.1:80", "a Service, here of one named 'silo'")]
    [InlineData("CACHING", "maybe", "CACHING (environment variable) must be true or false, not 'maybe'.")]
    public void Missing_ValueThatWouldBeMisread_IsRefused(string name, string value, string expected) =>
        Assert.Contains(expected, Assert.Throws<UsageException>(() => Parse("run", (name, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void In_MessageOfOptions_NamesTheVariablesTheyCameFrom()
    {
        EnvironmentOptions environment = new();
        environment.Missing(_root.Parse("run --caching"), name => name == "SILO_PORT" ? "7" : null);

        Assert.Equal("SILO_PORT (environment variable) and --caching and --silo-ports", environment.In("--silo-port and --caching and --silo-ports"));
    }

    [Theory]
    [InlineData("MAX_MODEL_LEN", "abc", "inference: MAX_MODEL_LEN (environment variable) cannot be 'abc'.")]
    [InlineData("PORT", "tcp://10.0.0.1:80", "PORT (environment variable) is 'tcp://10.0.0.1:80', which is how Kubernetes")]
    [InlineData("HOST", "nowhere", "HOST (environment variable) must be an IP address")]
    [InlineData("MAX_QUEUED_REQUESTS", "-1", "MAX_QUEUED_REQUESTS (environment variable) is -1")]
    [InlineData("TENSOR_PARALLEL_SIZE", "2", "TENSOR_PARALLEL_SIZE (environment variable) must be 1, not 2")]
    [InlineData("BLOCK_SIZE", "32", "BLOCK_SIZE (environment variable) must be 16, not 32")]
    [InlineData("GPU_MEMORY_UTILIZATION", "1.5", "GPU_MEMORY_UTILIZATION (environment variable) must be above 0 and at most 1")]
    [InlineData("DTYPE", "int3", "DTYPE (environment variable) is 'int3'; it must be one of auto")]
    public async Task Serve_WrongVariable_IsNamed(string name, string value, string expected)
    {
        var outcome = await InferenceProcess.RunAsync(["serve"], "", (name, value));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Try: inference serve --help", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task Serve_AllByVariables_ServesSo()
    {
        await using ServeProcess server = await ServeProcess.StartAsync(
            ["serve"], ("PORT", "0"), ("SERVED_MODEL_NAME", "one, two"), ("API_KEY", "key-1,key-2"), ("MAX_MODEL_LEN", "64"), ("ENABLE_PREFIX_CACHING", "false"),
            ("GPU_MEMORY_UTILIZATION", "0.5"), ("TENSOR_PARALLEL_SIZE", "1"), ("BLOCK_SIZE", "16"));
        using HttpClient client = new();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "key-2");
        string models = await client.GetStringAsync(server.Url + "/v1/models");

        Assert.Contains("\"id\":\"two\"", models, StringComparison.Ordinal);
        Assert.Contains("\"max_model_len\":64", models, StringComparison.Ordinal);
    }

    private ParseResult Parse(string line, params (string Name, string Value)[] variables)
    {
        string[] arguments = line.Split(' ');
        IReadOnlyList<string> added = new EnvironmentOptions().Missing(
            _root.Parse(arguments), name => variables.FirstOrDefault(variable => variable.Name == name).Value);
        return _root.Parse(EnvironmentOptions.Join(arguments, added));
    }
}
