using Inference.Contracts;
using Orleans;

namespace Inference.Abstractions.Wire;

/// <summary><see cref="SamplingParams"/> on the wire.</summary>
[GenerateSerializer]
[Alias("inference.wire.sampling")]
internal struct SamplingParamsWire
{
    [Id(0)]
    public int N;

    [Id(1)]
    public float Temperature;

    [Id(2)]
    public float TopP;

    [Id(3)]
    public int TopK;

    [Id(4)]
    public float MinP;

    [Id(5)]
    public float PresencePenalty;

    [Id(6)]
    public float FrequencyPenalty;

    [Id(7)]
    public float RepetitionPenalty;

    [Id(8)]
    public Dictionary<int, float> LogitBias;

    [Id(9)]
    public int[] AllowedTokenIds;

    [Id(10)]
    public int[][] BadWords;

    [Id(11)]
    public int MinTokens;

    [Id(12)]
    public int? MaxTokens;

    [Id(13)]
    public int[] StopTokenIds;

    [Id(14)]
    public bool IgnoreEos;

    [Id(15)]
    public ulong? Seed;

    [Id(16)]
    public int? Logprobs;

    [Id(17)]
    public int? PromptLogprobs;

    [Id(18)]
    public int BeamWidth;

    [Id(19)]
    public float LengthPenalty;
}

[RegisterConverter]
internal sealed class SamplingParamsConverter : IConverter<SamplingParams, SamplingParamsWire>
{
    public SamplingParams ConvertFromSurrogate(in SamplingParamsWire wire) => new()
    {
        N = wire.N,
        Temperature = wire.Temperature,
        TopP = wire.TopP,
        TopK = wire.TopK,
        MinP = wire.MinP,
        PresencePenalty = wire.PresencePenalty,
        FrequencyPenalty = wire.FrequencyPenalty,
        RepetitionPenalty = wire.RepetitionPenalty,
        LogitBias = wire.LogitBias,
        AllowedTokenIds = wire.AllowedTokenIds,
        BadWords = wire.BadWords,
        MinTokens = wire.MinTokens,
        MaxTokens = wire.MaxTokens,
        StopTokenIds = wire.StopTokenIds,
        IgnoreEos = wire.IgnoreEos,
        Seed = wire.Seed,
        Logprobs = wire.Logprobs,
        PromptLogprobs = wire.PromptLogprobs,
        BeamWidth = wire.BeamWidth,
        LengthPenalty = wire.LengthPenalty,
    };

    public SamplingParamsWire ConvertToSurrogate(in SamplingParams value) => new()
    {
        N = value.N,
        Temperature = value.Temperature,
        TopP = value.TopP,
        TopK = value.TopK,
        MinP = value.MinP,
        PresencePenalty = value.PresencePenalty,
        FrequencyPenalty = value.FrequencyPenalty,
        RepetitionPenalty = value.RepetitionPenalty,
        LogitBias = value.LogitBias.ToDictionary(),
        AllowedTokenIds = [.. value.AllowedTokenIds],
        BadWords = [.. value.BadWords.Select(word => word.ToArray())],
        MinTokens = value.MinTokens,
        MaxTokens = value.MaxTokens,
        StopTokenIds = [.. value.StopTokenIds],
        IgnoreEos = value.IgnoreEos,
        Seed = value.Seed,
        Logprobs = value.Logprobs,
        PromptLogprobs = value.PromptLogprobs,
        BeamWidth = value.BeamWidth,
        LengthPenalty = value.LengthPenalty,
    };
}
