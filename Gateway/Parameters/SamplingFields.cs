using System.Globalization;
using System.Text.Json;
using Inference.Contracts;
using Inference.Gateway.Http;
using Inference.Gateway.Models;
using Inference.ModelFiles.Configuration;
using Inference.ModelFiles.Tokenization;

namespace Inference.Gateway.Parameters;

/// <summary>Reads how tokens are chosen, which all endpoints that generate have in common. Ranges are the engine's business.</summary>
internal static class SamplingFields
{
    private const float MostBias = 100;

    /// <summary>The seed −1, which is none.</summary>
    private const ulong AnySeed = ulong.MaxValue;

    /// <param name="fields">The request.</param>
    /// <param name="model">Its defaults fill what the request leaves open.</param>
    /// <param name="maxTokens">Tokens to generate at most; null: as many as the context holds, and as the model's makers recommend.</param>
    public static SamplingParams Read(RequestFields fields, ServedModel model, int? maxTokens)
    {
        SamplingParams plain = new();
        bool beams = fields.Flag("use_beam_search") ?? false;
        GenerationDefaults defaults = beams ? model.Defaults.ForBeamSearch() : model.Defaults;
        int n = fields.Integer("n") ?? 1;
        int bestOf = fields.Integer("best_of") ?? n;
        if (bestOf < n) throw RequestFields.Wrong("best_of", $"best_of must be at least n={n}, got {bestOf}");
        return plain with
        {
            N = beams ? n : bestOf,
            BeamWidth = beams ? bestOf : 0,
            LengthPenalty = fields.Number("length_penalty") ?? plain.LengthPenalty,
            MaxTokens = Least(maxTokens, defaults.MaxNewTokens),
            MinTokens = fields.Integer("min_tokens") ?? 0,
            Temperature = fields.Number("temperature") ?? defaults.Temperature ?? plain.Temperature,
            TopP = fields.Number("top_p") ?? defaults.TopP ?? plain.TopP,
            TopK = fields.Integer("top_k") ?? defaults.TopK ?? plain.TopK,
            MinP = fields.Number("min_p") ?? defaults.MinP ?? plain.MinP,
            PresencePenalty = fields.Number("presence_penalty") ?? 0,
            FrequencyPenalty = fields.Number("frequency_penalty") ?? 0,
            RepetitionPenalty = fields.Number("repetition_penalty") ?? defaults.RepetitionPenalty ?? plain.RepetitionPenalty,
            Seed = fields.WideInteger("seed") is { } seed && seed != AnySeed ? seed : null,
            IgnoreEos = fields.Flag("ignore_eos") ?? false,
            StopTokenIds = fields.Integers("stop_token_ids") ?? [],
            AllowedTokenIds = ReadAllowed(fields),
            LogitBias = ReadBias(fields),
            BadWords = ReadBadWords(fields, model),
            PromptLogprobs = fields.Integer("prompt_logprobs"),
        };
    }

    private static int? Least(int? one, int? other) => one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;

    private static IReadOnlyList<int> ReadAllowed(RequestFields fields)
    {
        IReadOnlyList<int>? allowed = fields.Integers("allowed_token_ids");
        return allowed is { Count: 0 } ? throw RequestFields.Wrong("allowed_token_ids", "allowed_token_ids must not be empty") : allowed ?? [];
    }

    private static Dictionary<int, float> ReadBias(RequestFields fields)
    {
        Dictionary<int, float> bias = [];
        if (fields.Object("logit_bias") is not { } entries) return bias;
        foreach (JsonProperty entry in entries.EnumerateObject())
        {
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int token))
            {
                throw RequestFields.Wrong("logit_bias", "logit_bias must have token ids as keys");
            }

            if (entry.Value.ValueKind != JsonValueKind.Number) throw RequestFields.WrongType("logit_bias", "an object of numbers", entry.Value);
            bias[token] = (float)Math.Clamp(entry.Value.GetDouble(), -MostBias, MostBias);
        }

        return bias;
    }

    /// <summary>Each word as it is tokenized at the start of a text, and as it is after a space.</summary>
    private static List<IReadOnlyList<int>> ReadBadWords(RequestFields fields, ServedModel model)
    {
        List<IReadOnlyList<int>> words = [];
        foreach (string word in fields.Texts("bad_words") ?? [])
        {
            Tokenizer tokenizer = model.Tokenizer ?? throw RequestFields.Wrong("bad_words", "bad_words need a tokenizer, which the model does not have");
            string text = word.TrimStart();
            int[] bare = tokenizer.Encode(text), spaced = tokenizer.Encode(" " + text);
            if (bare.Length == 0) throw RequestFields.Wrong("bad_words", "bad_words must not be empty");
            words.Add(bare);
            if (!spaced.AsSpan().SequenceEqual(bare)) words.Add(spaced);
        }

        return words;
    }
}
