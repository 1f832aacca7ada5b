namespace Inference.Gateway.Tools;

/// <summary>Reads output that is forced to be calls: behind a whole one there is no content, but the beginning of one that was cut off.</summary>
internal sealed class ForcedCallsOnly(IToolCallParser parser) : IToolCallParser
{
    public int CallCount => parser.CallCount;

    public IReadOnlyList<ToolDelta> Append(string delta) => Filter(parser.Append(delta));

    public IReadOnlyList<ToolDelta> Finish() => Filter(parser.Finish());

    private IReadOnlyList<ToolDelta> Filter(IReadOnlyList<ToolDelta> deltas) => CallCount == 0 ? deltas : [.. deltas.Where(delta => delta is not ContentDelta)];
}
