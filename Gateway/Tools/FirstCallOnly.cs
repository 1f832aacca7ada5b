namespace Inference.Gateway.Tools;

/// <summary>Leaves out all calls but the first, for requests with <c>parallel_tool_calls</c> false.</summary>
public sealed class FirstCallOnly(IToolCallParser parser) : IToolCallParser
{
    public int CallCount => Math.Min(parser.CallCount, 1);

    public IReadOnlyList<ToolDelta> Append(string delta) => Filter(parser.Append(delta));

    public IReadOnlyList<ToolDelta> Finish() => Filter(parser.Finish());

    private static ToolDelta[] Filter(IReadOnlyList<ToolDelta> deltas) => [.. deltas.Where(delta => delta is not ToolCallDelta { Index: > 0 })];
}
