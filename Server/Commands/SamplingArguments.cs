using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Inference.Contracts;
using Inference.Engine.Sampling;
using Inference.ModelFiles.Configuration;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary>How tokens are chosen. What is not given comes from the model's generation_config.json, then from vLLM's defaults.</summary>
internal sealed class SamplingArguments(int defaultMaxTokens)
{
    private readonly Option<int?> _maxTokens = new("--max-tokens") { HelpName = "N", Description = $"Tokens to generate at most. Default: {defaultMaxTokens}." };
    private readonly Option<int> _minTokens = new("--min-tokens") { HelpName = "N", Description = "Tokens to generate at least." };
    private readonly Option<float?> _temperature = new("--temperature") { HelpName = "X", Description = "0 takes the likeliest token." };
    private readonly Option<float?> _topP = new("--top-p") { HelpName = "X", Description = "Choose among the likeliest tokens that have this probability together." };
    private readonly Option<int?> _topK = new("--top-k") { HelpName = "N", Description = "Choose among so many of the likeliest tokens." };
    private readonly Option<float?> _minP = new("--min-p") { HelpName = "X", Description = "Least probability, as a share of the likeliest token's." };
    private readonly Option<float> _presence = new("--presence-penalty") { HelpName = "X", Description = "Against tokens that the output has already, −2 to 2." };
    private readonly Option<float> _frequency = new("--frequency-penalty") { HelpName = "X", Description = "The same, for each time it has them." };
    private readonly Option<float?> _repetition = new("--repetition-penalty") { HelpName = "X", Description = "Above 1 against tokens of prompt and output." };
    private readonly Option<ulong?> _seed = new("--seed") { HelpName = "N", Description = "The same seed gives the same tokens." };
    private readonly Option<int> _n = new("--n") { HelpName = "N", Description = "Choices to generate.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _ignoreEos = new("--ignore-eos") { Description = "Go on after the model's end-of-text tokens." };
    private readonly Option<string?> _stopIds = new("--stop-token-ids") { HelpName = "IDS", Description = "Token ids that end the output, such as 1,2." };
    private readonly Option<string?> _allowedIds = new("--allowed-token-ids") { HelpName = "IDS", Description = "The only token ids to choose from." };
    private readonly Option<string[]> _bias = new("--logit-bias") { HelpName = "ID=VALUE", Description = "Added to a token's logit, such as 42=-1.5. Repeatable." };
    private readonly Option<string[]> _badIds = new("--bad-words-token-ids") { HelpName = "IDS", Description = "Token ids that must not follow one another, such as 5,7. Repeatable." };
    private readonly Option<int?> _logprobs = new("--logprobs") { HelpName = "N", Description = "With --json: report so many of the likeliest tokens at each position of the output." };
    private readonly Option<int?> _promptLogprobs = new("--prompt-logprobs") { HelpName = "N", Description = "The same for the prompt." };
    private readonly Option<int> _beams = new("--beam-width") { HelpName = "N", Description = "Beam search of this width instead of sampling." };
    private readonly Option<float?> _lengthPenalty = new("--length-penalty") { HelpName = "X", Description = "Beam search: scores are divided by length to this power." };

    /// <summary>What shapes one answer.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            _maxTokens, _minTokens, _temperature, _topP, _topK, _minP, _presence, _frequency, _repetition, _seed, _ignoreEos, _stopIds,
            _allowedIds, _bias, _badIds,
        ];
        foreach (Option option in options) command.Options.Add(option);
    }

    /// <summary>Several answers, and figures about them: for commands that can write more than one text.</summary>
    public void AddChoicesTo(Command command)
    {
        foreach (Option option in new Option[] { _n, _beams, _lengthPenalty, _logprobs, _promptLogprobs }) command.Options.Add(option);
    }

    public bool AsksLogprobs(ParseResult parsed) => parsed.GetValue(_logprobs) is not null || parsed.GetValue(_promptLogprobs) is not null;

    /// <summary>What can be told to be wrong.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="vocabularySize">The model's; before it is known, any token may be one.</param>
    /// <exception cref="UsageException">A value is out of range, or contradicts another.</exception>
    public void Check(ParseResult parsed, int vocabularySize = int.MaxValue)
    {
        SamplingParams given = Read(parsed, GenerationDefaults.None) with { MaxTokens = parsed.GetValue(_maxTokens) };
        if (SamplingValidation.Check(given, vocabularySize) is not { Parameter: { } parameter } wrong) return;
        string name = ApiName(parameter), option = parameter == nameof(SamplingParams.BadWords) ? _badIds.Name : OptionNames.Of(parameter);
        bool isNamed = wrong.Message.StartsWith(name, StringComparison.Ordinal) && parsed.CommandResult.Command.Options.Any(each => each.Name == option);
        throw new UsageException(isNamed ? option + wrong.Message[name.Length..] : wrong.Message);
    }

    public SamplingParams Read(ParseResult parsed, GenerationDefaults defaults)
    {
        SamplingParams plain = new();
        if (parsed.GetValue(_beams) > 0) defaults = defaults.ForBeamSearch();
        return plain with
        {
            MaxTokens = parsed.GetValue(_maxTokens) ?? defaults.MaxNewTokens ?? defaultMaxTokens,
            MinTokens = parsed.GetValue(_minTokens),
            Temperature = parsed.GetValue(_temperature) ?? defaults.Temperature ?? plain.Temperature,
            TopP = parsed.GetValue(_topP) ?? defaults.TopP ?? plain.TopP,
            TopK = parsed.GetValue(_topK) ?? defaults.TopK ?? plain.TopK,
            MinP = parsed.GetValue(_minP) ?? defaults.MinP ?? plain.MinP,
            PresencePenalty = parsed.GetValue(_presence),
            FrequencyPenalty = parsed.GetValue(_frequency),
            RepetitionPenalty = parsed.GetValue(_repetition) ?? defaults.RepetitionPenalty ?? plain.RepetitionPenalty,
            Seed = parsed.GetValue(_seed),
            N = parsed.GetResult(_n) is null ? plain.N : parsed.GetValue(_n),
            IgnoreEos = parsed.GetValue(_ignoreEos),
            StopTokenIds = TokenIds.Of(_stopIds.Name, parsed.GetValue(_stopIds)),
            AllowedTokenIds = TokenIds.Of(_allowedIds.Name, parsed.GetValue(_allowedIds)),
            LogitBias = BiasOf(parsed.GetValue(_bias) ?? []),
            BadWords = [.. (parsed.GetValue(_badIds) ?? []).Select(ids => TokenIds.Of(_badIds.Name, ids))],
            Logprobs = parsed.GetValue(_logprobs),
            PromptLogprobs = parsed.GetValue(_promptLogprobs),
            BeamWidth = parsed.GetValue(_beams),
            LengthPenalty = parsed.GetValue(_lengthPenalty) ?? plain.LengthPenalty,
        };
    }

    private static string ApiName(string parameter) => JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter);

    /// <summary>Of several biases of a token the last counts.</summary>
    private Dictionary<int, float> BiasOf(string[] texts)
    {
        Dictionary<int, float> biases = [];
        foreach (string text in texts)
        {
            if (text.Split('=') is not [string id, string value] || !int.TryParse(id, out int token) || !float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out float bias))
            {
                throw new UsageException($"{_bias.Name} must be ID=VALUE, such as 42=-1.5, not '{text}'");
            }

            biases[token] = bias;
        }

        return biases;
    }
}
