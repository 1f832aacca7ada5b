using Inference.Gateway.Generation;
using Inference.Gateway.Http;

namespace Inference.Gateway.Completions;

/// <summary>Writes a completion as chunks.</summary>
internal sealed class CompletionStream(CompletionRequest request, TextGeneration generation, EventStream events, string id, DateTimeOffset now)
{
    /// <summary>By choice, where the next token begins in its text.</summary>
    private readonly Dictionary<int, int> _offsets = [];

    public void Add(TextPiece piece)
    {
        int index = (piece.Prompt * request.Wanted) + piece.Choice;
        bool isFirst = _offsets.TryAdd(index, 0);
        if (isFirst && request.Echoes is { } echoes) Add(EchoOf(echoes[piece.Prompt], index, generation.Prompts[piece.Prompt]));
        if (request.OnlyEcho) return;
        bool says = piece.Text.Length > 0 || piece.End is not null || (piece.Tokens.Count > 0 && (request.ShowsLogprobs || request.ReturnTokenIds));
        if (says) Add(ChoiceOf(piece, index, isFirst));
    }

    public void Finish()
    {
        if (request.Stream.IncludeUsage) Add(null, Chunk([]) with { Usage = request.UsageOf(generation) });
        events.AddDone();
    }

    private CompletionChunkChoice ChoiceOf(TextPiece piece, int index, bool isFirst) =>
        new(index, piece.Text, piece.Logprobs is { } logprobs && request.ShowsLogprobs ? Report(logprobs, piece.Tokens, index) : null, piece.End?.Name)
        {
            StopReason = piece.End?.StopString ?? (object?)piece.End?.StopToken,
            TokenIds = request.ReturnTokenIds ? piece.Tokens : null,
            PromptTokenIds = request.ReturnTokenIds && isFirst ? generation.Prompts[piece.Prompt].Request.Tokens.Prompt : null,
        };

    private CompletionChunkChoice EchoOf(string echo, int index, PromptRun run)
    {
        CompletionLogprobs? logprobs = request.ShowsLogprobs && run.PromptLogprobs is { } prompt ? Report(prompt, run.Request.Tokens.Prompt, index) : null;
        CompletionChunkChoice choice = new(index, echo, logprobs, request.OnlyEcho ? "length" : null);
        return request.OnlyEcho && request.ReturnTokenIds ? choice with { TokenIds = [], PromptTokenIds = run.Request.Tokens.Prompt } : choice;
    }

    private CompletionLogprobs Report(IReadOnlyList<Contracts.TokenLogprobs?> logprobs, IReadOnlyList<int> tokens, int index)
    {
        int offset = _offsets[index];
        CompletionLogprobs report = CompletionLogprobsReport.Of(logprobs, tokens, request.Names, ref offset);
        _offsets[index] = offset;
        return report;
    }

    private void Add(CompletionChunkChoice choice) => Add(choice.Index, Chunk([choice]));

    private void Add(int? choice, CompletionChunk chunk) =>
        events.Add(request.Stream.ContinuousUsage ? chunk with { Usage = request.UsageOf(generation) } : chunk, ApiJson.Default.CompletionChunk, choice);

    private CompletionChunk Chunk(IReadOnlyList<CompletionChunkChoice> choices) => new(id, now.ToUnixTimeSeconds(), request.Model.Name, choices);
}
