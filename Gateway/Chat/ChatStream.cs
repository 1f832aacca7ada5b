using Inference.Gateway.Generation;
using Inference.Gateway.Http;
using Inference.Gateway.Reattachment;

namespace Inference.Gateway.Chat;

/// <summary>Writes a chat completion as chunks: for each choice one that names the role, then its text as it comes.</summary>
internal sealed class ChatStream(ChatRequest request, TextGeneration generation, EventStream events, string id, DateTimeOffset now)
{
    private readonly Dictionary<int, ChatTextReader> _readers = [];

    public void Add(TextPiece piece)
    {
        if (!_readers.TryGetValue(piece.Choice, out ChatTextReader? reader))
        {
            _readers[piece.Choice] = reader = request.Reading.NewReader(new DerivedLetters(id, $"call {piece.Choice}").Next);
            Begin(piece.Choice);
        }

        // What belongs to tokens goes with the last chunk that they bring, whether it has text or not.
        ChatDelta? last = null;
        foreach (ChatPart part in reader.Read(piece.Text, piece.End is not null))
        {
            if (part.Reasoning is not null && !request.ShowsReasoning) continue;
            if (last is not null) Add(new ChatChunkChoice(piece.Choice, last, null, null));
            last = DeltaOf(part);
        }

        bool reports = piece.Tokens.Count > 0 && (request.ShowsLogprobs || request.ReturnTokenIds);
        if (last is null && (piece.End is not null || reports)) last = new ChatDelta();
        if (last is not null) Add(LastOf(piece, last, reader));
    }

    public void Finish()
    {
        if (request.Stream.IncludeUsage) Add(null, Chunk([]) with { Usage = generation.Usage });
        events.AddDone();
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

    private void Begin(int choice)
    {
        ChatChunk first = Chunk([new ChatChunkChoice(choice, new ChatDelta { Role = "assistant", Content = request.Echo }, null, null)]);
        Add(choice, first with { PromptTokenIds = request.ReturnTokenIds && choice == 0 ? request.Text.Tokens.Prompt : null });
    }

    private void Add(ChatChunkChoice choice) => Add(choice.Index, Chunk([choice]));

    private void Add(int? choice, ChatChunk chunk) =>
        events.Add(request.Stream.ContinuousUsage ? chunk with { Usage = generation.Usage } : chunk, ApiJson.Default.ChatChunk, choice);

    private ChatChunk Chunk(IReadOnlyList<ChatChunkChoice> choices) => new(id, now.ToUnixTimeSeconds(), request.Text.Model.Name, choices);
}
