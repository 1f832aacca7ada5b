using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Inference.LoadTests.Client;

namespace Inference.LoadTests.Tests.Client;

public sealed class SseParserTests
{
    private const string Stream = "\uFEFF: hello\nid: 0\ndata: {\"a\":1}\n\nevent: x\r\nid:1\r\ndata:two\r\ndata: lines\r\n\r\n: keep-alive\n\nid: 2\rdata: \u00e4\u00f6\u20ac\r\rdata\n\nretry: 5\n\ndata: [DONE]\n\n";

    private static readonly string[] Events = ["0|{\"a\":1}", "1|two\nlines", "2|\u00e4\u00f6\u20ac", "|", "|[DONE]"];

    [Fact]
    public void Feed_AllAtOnce_GivesTheEvents() => Assert.Equal(Events, Parse([Stream.Length * 4]));

    [Fact]
    public void Feed_ByteByByte_GivesTheSameEvents() => Assert.Equal(Events, Parse([1]));

    [Fact]
    public void Feed_CutAnywhere_GivesTheSameEvents() =>
        Prop.ForAll<PositiveInt[]>(cuts => Parse([.. cuts.Select(cut => cut.Get), 3]).SequenceEqual(Events)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Feed_StreamBreaksOff_UnfinishedEventIsNone()
    {
        Collector events = new();

        new SseParser().Feed("data: whole\n\ndata: half\n"u8, events);

        Assert.Equal(["|whole"], events.Events);
    }

    [Fact]
    public void Feed_EndlessLine_IsRefused()
    {
        SseParser parser = new();
        byte[] part = new byte[1 << 20];
        Collector events = new();

        Assert.Throws<InvalidDataException>(() =>
        {
            for (int i = 0; i < 10; i++) parser.Feed(part, events);
        });
    }

    private static List<string> Parse(int[] lengths)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Stream);
        SseParser parser = new();
        Collector events = new();
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            int length = Math.Min(lengths[i % lengths.Length], bytes.Length - at);
            parser.Feed(bytes.AsSpan(at, length), events);
            at += length;
        }

        return events.Events;
    }

    private sealed class Collector : ISseSink
    {
        public List<string> Events { get; } = [];

        public void OnEvent(ReadOnlySpan<byte> id, ReadOnlySpan<byte> data) => Events.Add($"{Encoding.UTF8.GetString(id)}|{Encoding.UTF8.GetString(data)}");
    }
}
