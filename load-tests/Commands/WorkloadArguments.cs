using System.CommandLine;
using System.Text.Json;
using Inference.LoadTests.Client;
using Inference.LoadTests.Targets;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Commands;

/// <summary>Options that say what is asked for.</summary>
internal sealed class WorkloadArguments
{
    private static readonly WorkloadOptions Defaults = new();

    private readonly Option<string> _workload;
    private readonly Option<long> _seed = new("--seed") { Description = "Everything that is drawn by lot follows from it.", DefaultValueFactory = _ => 1 };
    private readonly Option<LengthDistribution> _prompt;
    private readonly Option<LengthDistribution> _output;
    private readonly Option<LengthDistribution> _turns = ValueOptions.Of("--turns", LengthDistribution.Parse, "3", "Turns of a chat.");
    private readonly Option<TimeSpan> _think = ValueOptions.Of("--think", Durations.Parse, "1s", "Mean time between an answer and the next turn.");
    private readonly Option<int> _tenants = new("--tenants") { Description = "Tenants, each with a prefix of its own.", DefaultValueFactory = _ => Defaults.Tenants };
    private readonly Option<int> _prefix = new("--prefix") { Description = "Tokens of a tenant's prefix.", DefaultValueFactory = _ => Defaults.PrefixTokens };
    private readonly Option<int> _documents = new("--documents") { Description = "Documents of the collection that rag draws from.", DefaultValueFactory = _ => Defaults.Documents };
    private readonly Option<int> _documentsEach = new("--documents-each") { Description = "Documents in one prompt.", DefaultValueFactory = _ => Defaults.DocumentsEach };
    private readonly Option<LengthDistribution> _longPrompt = ValueOptions.Of("--long-prompt", LengthDistribution.Parse, "2048", "Tokens of a long prompt.");
    private readonly Option<double?> _tokensPerWord = new("--tokens-per-word") { Description = "Of the server's tokenizer. Default: asked for." };
    private readonly Option<ApiKind> _api;
    private readonly Option<double> _temperature = new("--temperature") { Description = "Of sampling; each request has its own seed.", DefaultValueFactory = _ => 0 };
    private readonly Option<bool> _ignoreEos = new("--ignore-eos") { Description = "Answers as long as they may be (a vLLM extension)." };
    private readonly Option<bool> _tokenIds = new("--token-ids") { Description = "Have answers name their tokens (a vLLM extension): they are checked and compared." };
    private readonly Option<string?> _extra = ValueOptions.Of<string?>("--extra", ReadObject, null, "Further fields of each request, as a JSON object.");

    /// <param name="workload">The default.</param>
    /// <param name="prompt">The default length.</param>
    /// <param name="output">The default length.</param>
    /// <param name="api">The default.</param>
    public WorkloadArguments(string workload = "plain", string prompt = "128", string output = "64", ApiKind api = ApiKind.Chat)
    {
        _workload = ValueOptions.Of("--workload", ReadWorkload, workload, $"What visitors are like: {string.Join(", ", WorkloadTable.Names)}, or a mix such as chat=4,rag=2.");
        _prompt = ValueOptions.Of("--prompt", LengthDistribution.Parse, prompt, "Tokens of what is said in a turn (rag: of a document): N, A-B, normal:MEAN:DEV, lognormal:MEDIAN:SIGMA, exponential:MEAN, pick:N*WEIGHT,…");
        _output = ValueOptions.Of("--output", LengthDistribution.Parse, output, "Tokens of an answer, the same way.");
        _api = new("--api") { Description = "Chat; completions, as text; or tokens: completions with one token id for each word.", DefaultValueFactory = _ => api };
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[]
        {
            _workload, _seed, _prompt, _output, _turns, _think, _tenants, _prefix, _documents, _documentsEach, _longPrompt, _tokensPerWord, _api, _temperature, _ignoreEos, _tokenIds, _extra,
        })
        {
            command.Add(option);
        }
    }

    public long Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Asks the server for what is not given: the model's name, and how many tokens a word has.</summary>
    public async Task<(Workload Workload, RequestOptions Requests)> ReadAsync(ParseResult parsed, Target target, string? model, CancellationToken cancellation)
    {
        using ServerQuestions server = new(target.Client);
        ApiKind api = parsed.GetValue(_api);
        model ??= await server.ModelAsync(cancellation);
        double tokensPerWord = api == ApiKind.Tokens ? 1 : parsed.GetValue(_tokensPerWord) ?? await server.TokensPerWordAsync(model, cancellation);
        long seed = Seed(parsed);
        WorkloadOptions options = new()
        {
            Seed = seed,
            Prompt = parsed.GetValue(_prompt)!,
            Output = parsed.GetValue(_output)!,
            Turns = parsed.GetValue(_turns)!,
            Think = parsed.GetValue(_think),
            Tenants = AtLeastOne(parsed, _tenants),
            PrefixTokens = AtLeastOne(parsed, _prefix),
            Documents = AtLeastOne(parsed, _documents),
            DocumentsEach = AtLeastOne(parsed, _documentsEach),
            LongPrompt = parsed.GetValue(_longPrompt)!,
            TokensPerWord = tokensPerWord > 0 ? tokensPerWord : throw new LoadTestException("--tokens-per-word must be more than zero"),
        };
        RequestOptions requests = new()
        {
            Api = api,
            Model = model,
            Temperature = parsed.GetValue(_temperature),
            Seed = seed,
            IgnoreEos = parsed.GetValue(_ignoreEos),
            ReturnTokenIds = parsed.GetValue(_tokenIds),
            Extra = parsed.GetValue(_extra),
        };
        return (WorkloadTable.Create(parsed.GetValue(_workload)!, options), requests);
    }

    private static int AtLeastOne(ParseResult parsed, Option<int> option) =>
        parsed.GetValue(option) is > 0 and var value ? value : throw new LoadTestException($"{option.Name} must be more than zero");

    private static string ReadWorkload(string text)
    {
        _ = WorkloadTable.Create(text, new WorkloadOptions { Tenants = 1, Documents = 1 });
        return text;
    }

    private static string ReadObject(string text)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? text : throw new FormatException("it is no JSON object");
        }
        catch (JsonException error)
        {
            throw new FormatException(error.Message, error);
        }
    }
}
