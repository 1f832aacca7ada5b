using System.CommandLine;
using System.Text.Json;
using Inference.LoadTests.Client;
using Inference.LoadTests.Targets;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Commands;

/// <summary>Options that say what is asked for.</summary>
internal sealed class WorkloadArguments
{
    private const string Length = "LENGTH";

    private static readonly WorkloadOptions Defaults = new();

    private readonly ValueOption<string> _workload;
    private readonly Option<long> _seed = new("--seed") { HelpName = "N", Description = "Everything that is drawn by lot follows from it.", DefaultValueFactory = _ => 1 };
    private readonly ValueOption<LengthDistribution> _prompt, _output;
    private readonly ValueOption<LengthDistribution> _turns = ValueOptions.Of("--turns", LengthDistribution.Parse, "3", "Turns of a chat.", Length);
    private readonly ValueOption<TimeSpan> _think = ValueOptions.Time("--think", "1s", "Mean time between an answer and the next turn.");
    private readonly ValueOption<int> _tenants = ValueOptions.Count("--tenants", 1, Defaults.Tenants, "Tenants, each with a prefix of its own.");
    private readonly ValueOption<int> _prefix = ValueOptions.Count("--prefix", 1, Defaults.PrefixTokens, "Tokens of a tenant's prefix.");
    private readonly ValueOption<int> _documents = ValueOptions.Count("--documents", 1, Defaults.Documents, "Documents of the collection that rag draws from.");
    private readonly ValueOption<int> _documentsEach = ValueOptions.Count("--documents-each", 1, Defaults.DocumentsEach, "Documents in one prompt.");
    private readonly ValueOption<LengthDistribution> _longPrompt = ValueOptions.Of("--long-prompt", LengthDistribution.Parse, "2048", "Tokens of a long prompt.", Length);
    private readonly ValueOption<double?> _tokensPerWord = ValueOptions.Number("--tokens-per-word", number => number > 0, "above 0", null, "Of the server's tokenizer. Default: asked for.", "X");
    private readonly ValueOption<ApiKind> _api;
    private readonly ValueOption<double?> _temperature = ValueOptions.Number("--temperature", number => number >= 0, "of 0 or more", "0", "Of sampling; each request has its own seed.", "X");
    private readonly Option<bool> _ignoreEos = new("--ignore-eos") { Description = "Answers as long as they may be (a vLLM extension)." };
    private readonly Option<bool> _tokenIds = new("--token-ids") { Description = "Have answers name their tokens (a vLLM extension): they are checked and compared." };
    private readonly ValueOption<string?> _extra = ValueOptions.Of<string?>("--extra", ReadObject, null, "Further fields of each request, as a JSON object.", "JSON");

    /// <param name="workload">The default.</param>
    /// <param name="prompt">The default length.</param>
    /// <param name="output">The default length.</param>
    /// <param name="api">The default.</param>
    public WorkloadArguments(string workload = "plain", string prompt = "128", string output = "64", ApiKind api = ApiKind.Chat)
    {
        _workload = ValueOptions.Of("--workload", ReadWorkload, workload, $"What visitors are like: {string.Join(", ", WorkloadTable.Names)}, or a mix such as chat=4,rag=2.", "KIND");
        _prompt = ValueOptions.Of("--prompt", LengthDistribution.Parse, prompt, "Tokens of what is said in a turn (rag: of a document): N, A-B, normal:MEAN:DEV, lognormal:MEDIAN:SIGMA, exponential:MEAN, pick:N*WEIGHT,…", Length);
        _output = ValueOptions.Of("--output", LengthDistribution.Parse, output, "Tokens of an answer, the same way.", Length);
        _api = ValueOptions.Of("--api", ReadApi, api.ToString().ToLowerInvariant(), "By which endpoint: chat; completions, as text; or tokens: completions with one token id for each word.", "chat|completions|tokens");
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
        ApiKind api = _api.In(parsed);
        model ??= await server.ModelAsync(cancellation);
        double tokensPerWord = api == ApiKind.Tokens ? 1 : _tokensPerWord.In(parsed) ?? await server.TokensPerWordAsync(model, cancellation);
        long seed = Seed(parsed);
        WorkloadOptions options = new()
        {
            Seed = seed,
            Prompt = _prompt.In(parsed),
            Output = _output.In(parsed),
            Turns = _turns.In(parsed),
            Think = _think.In(parsed),
            Tenants = _tenants.In(parsed),
            PrefixTokens = _prefix.In(parsed),
            Documents = _documents.In(parsed),
            DocumentsEach = _documentsEach.In(parsed),
            LongPrompt = _longPrompt.In(parsed),
            TokensPerWord = tokensPerWord,
        };
        RequestOptions requests = new()
        {
            Api = api,
            Model = model,
            Temperature = _temperature.In(parsed) ?? 0,
            Seed = seed,
            IgnoreEos = parsed.GetValue(_ignoreEos),
            ReturnTokenIds = parsed.GetValue(_tokenIds),
            Extra = _extra.In(parsed),
        };
        return (WorkloadTable.Create(_workload.In(parsed), options), requests);
    }

    private static ApiKind ReadApi(string text) => text.ToLowerInvariant() switch
    {
        "chat" => ApiKind.Chat,
        "completions" => ApiKind.Completions,
        "tokens" => ApiKind.Tokens,
        _ => throw new FormatException($"'{text}' is none of chat, completions and tokens"),
    };

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
