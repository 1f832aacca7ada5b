using Inference.Gateway.Generation;
using Inference.Gateway.Http;

namespace Inference.Gateway.Chat;

/// <summary>Writes a chat completion as chunks: for each choice one that names the role, then its text as it comes.</summary>
internal sealed class ChatStream(ChatRequest request, TextGeneration generation, EventStream events, string id, DateTimeOffset now)
{
    private readonly Dictionary<int, ChatTextReader> _readers = [];

    public async Task SendAsync(TextPiece piece)
    {
        if (!_readers.TryGetValue(piece.Choice, out ChatTextReader? reader))
        {
            _readers[piece.Choice] = reader = request.Reading.NewReader();
            await BeginAsync(piece.Choice);
        }

        // What belongs to tokens goes with the last chunk that they bring, whether it has text or not.
        List<ChatDelta> deltas = [.. reader.Read(piece.Text, piece.End is not null).Select(DeltaOf)];
        bool reports = piece.Tokens.Count > 0 && (request.ShowsLogprobs || request.ReturnTokenIds);
        if (deltas.Count == 0 && (piece.End is not null || reports)) deltas.Add(new ChatDelta());
        for (int i = 0; i < deltas.Count; i++) await SendAsync(i < deltas.Count - 1 ? new ChatChunkChoice(piece.Choice, deltas[i], null, null) : LastOf(piece, deltas[i], reader));
    }

    public async Task FinishAsync()
    {
        if (request.Stream.IncludeUsage) await SendAsync(Chunk([]) with { Usage = generation.Usage });
        await events.SendDoneAsync();
    }

    private static ChatDelta DeltaOf(ChatPart part) => part.Call is not { } call
        ? new ChatDelta { Content = part.Content, ReasoningContent = part.Reasoning }
        : new ChatDelta
        {
            ToolCalls = [new ChatToolCallDelta(call.Index, new ChatFunction(call.Name, call.Arguments)) { Id = call.Id, Type = call.Id is null ? null : "function" }],
        };

    private ChatChunkChoice LastOf(TextPiece piece, ChatDelta delta, ChatTextReader reader) =>
        new(piece.Choice, delta, request.ShowsLogprobs ? ChatLogprobsReport.Of(piece.Logprobs, request.Names) : null,
            piece.End is { } end ? request.Reading.FinishReason(end, reader.CallCount) : null)
        {
            StopReason = piece.End?.StopString ?? (object?)piece.End?.StopToken,
            TokenIds = request.ReturnTokenIds ? piece.Tokens : null,
        };

    private async Task BeginAsync(int choice)
    {
        ChatChunk first = Chunk([new ChatChunkChoice(choice, new ChatDelta { Role = "assistant", Content = request.Echo }, null, null)]);
        await SendAsync(first with { PromptTokenIds = request.ReturnTokenIds && _readers.Count == 1 ? request.Text.Tokens.Prompt : null });
    }

    private Task SendAsync(ChatChunkChoice choice) => SendAsync(Chunk([choice]));

    private Task SendAsync(ChatChunk chunk) =>
        events.SendAsync(request.Stream.ContinuousUsage ? chunk with { Usage = generation.Usage } : chunk, ApiJson.Relaxed.ChatChunk);

    private ChatChunk Chunk(IReadOnlyList<ChatChunkChoice> choices) => new(id, now.ToUnixTimeSeconds(), request.Text.Model.Name, choices);
}
