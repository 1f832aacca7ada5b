using Inference.Gateway.Generation;
using Inference.Gateway.Http;

namespace Inference.Gateway.Chat;

/// <summary>Writes a chat completion as chunks: for each choice one that names the role, then its text as it comes.</summary>
internal sealed class ChatStream(ChatRequest request, TextGeneration generation, EventStream events, string id, DateTimeOffset now)
{
    private readonly HashSet<int> _begun = [];

    public async Task SendAsync(TextPiece piece)
    {
        if (_begun.Add(piece.Choice)) await BeginAsync(piece.Choice);
        bool says = piece.Text.Length > 0 || piece.End is not null || (request.ShowsLogprobs && piece.Tokens.Count > 0) || request.ReturnTokenIds;
        if (!says) return;
        await SendAsync(new ChatChunkChoice(
            piece.Choice, new ChatDelta { Content = piece.Text }, request.ShowsLogprobs ? ChatLogprobsReport.Of(piece.Logprobs, request.Names) : null, piece.End?.Name)
        {
            StopReason = piece.End?.StopString ?? (object?)piece.End?.StopToken,
            TokenIds = request.ReturnTokenIds ? piece.Tokens : null,
        });
    }

    public async Task FinishAsync()
    {
        if (request.Stream.IncludeUsage) await SendAsync(Chunk([]) with { Usage = generation.Usage });
        await events.SendDoneAsync();
    }

    private async Task BeginAsync(int choice)
    {
        ChatChunk first = Chunk([new ChatChunkChoice(choice, new ChatDelta { Role = "assistant", Content = request.Echo }, null, null)]);
        await SendAsync(first with { PromptTokenIds = request.ReturnTokenIds && _begun.Count == 1 ? request.Text.Tokens.Prompt : null });
    }

    private Task SendAsync(ChatChunkChoice choice) => SendAsync(Chunk([choice]));

    private Task SendAsync(ChatChunk chunk) =>
        events.SendAsync(request.Stream.ContinuousUsage ? chunk with { Usage = generation.Usage } : chunk, ApiJson.Relaxed.ChatChunk);

    private ChatChunk Chunk(IReadOnlyList<ChatChunkChoice> choices) => new(id, now.ToUnixTimeSeconds(), request.Text.Model.Name, choices);
}
