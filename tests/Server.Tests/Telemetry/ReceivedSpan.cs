namespace Inference.Server.Tests.Telemetry;

/// <summary>A span as OTLP's <c>opentelemetry.proto.trace.v1.Span</c> has it.</summary>
internal sealed record ReceivedSpan(string Service, string Source, string TraceId, string SpanId, string ParentId, string Name, int Kind, ulong Begin, ulong End, int Status, IReadOnlyDictionary<string, object> Attributes)
{
    public const int ServerKind = 2, ErrorStatus = 2;

    public static IEnumerable<ReceivedSpan> Read(ReadOnlyMemory<byte> request) =>
        from resource in new ProtobufMessage(request).Messages(1)
        let service = (string)AttributesOf(resource.Messages(1).Single(), 1)["service.name"]
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new ReceivedSpan(
            service, scope.Messages(1).Single().Text(1), Hex(span, 1), Hex(span, 2), Hex(span, 4), span.Text(5), (int)span.Number(6), span.Number(7), span.Number(8),
            span.Has(15) ? (int)span.Messages(15).Single().Number(3) : 0, AttributesOf(span, 9));

    private static string Hex(ProtobufMessage span, int field) => Convert.ToHexStringLower(span.Bytes(field).Span);

    private static Dictionary<string, object> AttributesOf(ProtobufMessage holder, int field) =>
        holder.Messages(field).ToDictionary(pair => pair.Text(1), pair => ValueOf(pair.Messages(2).Single()));

    private static object ValueOf(ProtobufMessage value) =>
        value.Has(1) ? value.Text(1)
        : value.Has(2) ? value.Number(2) != 0
        : value.Has(3) ? (long)value.Number(3)
        : value.Has(4) ? BitConverter.UInt64BitsToDouble(value.Number(4))
        : string.Join(',', value.Messages(5).SelectMany(list => list.Messages(1)).Select(ValueOf));
}
