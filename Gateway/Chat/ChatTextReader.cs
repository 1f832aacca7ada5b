using Inference.Gateway.Reasoning;
using Inference.Gateway.Tools;

namespace Inference.Gateway.Chat;

/// <summary>Reads the text of one choice as it comes: reasoning first, then content and calls.</summary>
internal sealed class ChatTextReader(IReasoningParser? reasoning, IToolCallParser? tools)
{
    public int CallCount => tools?.CallCount ?? 0;

    /// <param name="text">What came.</param>
    /// <param name="isEnd">Whether nothing comes after it.</param>
    /// <returns>What is known because of it, in order.</returns>
    public IEnumerable<ChatPart> Read(string text, bool isEnd)
    {
        if (reasoning is null) return ReadContent(text, isEnd);
        List<ChatPart> parts = [];
        foreach (ReasoningDelta delta in reasoning.Append(text)) Add(delta);
        if (!isEnd) return parts;
        foreach (ReasoningDelta delta in reasoning.Finish()) Add(delta);
        parts.AddRange(ReadContent("", isEnd: true));
        return parts;

        void Add(ReasoningDelta delta)
        {
            if (delta.IsReasoning) parts.Add(new ChatPart(Reasoning: delta.Text));
            else parts.AddRange(ReadContent(delta.Text, isEnd: false));
        }
    }

    private IEnumerable<ChatPart> ReadContent(string text, bool isEnd)
    {
        if (tools is null) return text.Length > 0 ? [new ChatPart(Content: text)] : [];
        IEnumerable<ToolDelta> deltas = text.Length > 0 ? tools.Append(text) : [];
        if (isEnd) deltas = deltas.Concat(tools.Finish());
        return [.. deltas.Select(delta => delta is ContentDelta content ? new ChatPart(Content: content.Text) : new ChatPart(Call: (ToolCallDelta)delta))];
    }
}

/// <summary>A piece of an answer: one of these.</summary>
internal sealed record ChatPart(string? Content = null, string? Reasoning = null, ToolCallDelta? Call = null);
