using Inference.Gateway.Tools;

namespace Inference.Gateway.Tests.Tools;

public sealed class ToolCallParserTests
{
    private const int Cuttings = 40;

    public static TheoryData<string, string, string> Calls => AnswerTexts.Calls;

    public static TheoryData<string, string> NoCalls => AnswerTexts.NoCalls;

    [Theory]
    [MemberData(nameof(Calls))]
    public void Append_TextWithCalls_FindsThem(string parser, string text, string expected) =>
        Assert.Equal(expected, DeltaLog.Of(parser, [text]));

    [Theory]
    [MemberData(nameof(NoCalls))]
    public void Append_TextWithoutCalls_IsAllContent(string parser, string text) =>
        Assert.Equal(text.Length == 0 ? "" : $"«{text}»", DeltaLog.Of(parser, [text]));

    [Fact]
    public void Append_AnyChunking_SaysTheSame()
    {
        var random = new Random(7);
        IEnumerable<(string Parser, string Text)> texts = AnswerTexts.Calls.Select(row => ((string)row[0], (string)row[1]))
            .Concat(AnswerTexts.NoCalls.Select(row => ((string)row[0], (string)row[1])));
        foreach ((string parser, string text) in texts)
        {
            string whole = DeltaLog.Of(parser, [text]);
            Assert.Equal(whole, DeltaLog.Of(parser, Chunking.Characters(text)));
            for (int i = 0; i < Cuttings; i++) Assert.Equal(whole, DeltaLog.Of(parser, Chunking.Random(text, random)));
        }
    }

    /// <summary>Pieces of every syntax, put together at random, in every parser.</summary>
    [Fact]
    public void Append_RandomPieces_AnyChunkingSaysTheSame()
    {
        var random = new Random(11);
        string[] pieces = [.. AnswerTexts.Calls.SelectMany(row => Pieces((string)row[1], random))];
        for (int round = 0; round < 3000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            string parser = ToolCallParsers.Names.ElementAt(random.Next(ToolCallParsers.Names.Count));
            string whole = DeltaLog.Of(parser, [text]);
            Assert.Equal(whole, DeltaLog.Of(parser, Chunking.Characters(text)));
            Assert.Equal(whole, DeltaLog.Of(parser, Chunking.Random(text, random)));
        }
    }

    [Theory]
    [InlineData("hermes", "Hello wor", "«Hello wor»")]
    [InlineData("hermes", "Hello <", "«Hello »")]
    [InlineData("hermes", "Hello <x", "«Hello <x»")]
    [InlineData("hermes", """<tool_call>{"name":"f","arguments":{"text":"so f""", """0/a:f({"text":"so f)""")]
    [InlineData("llama3_json", """{"name":"f","parameters":{"text":"so f""", """0/a:f({"text":"so f)""")]
    [InlineData("mistral", """[TOOL_CALLS]f[ARGS]{"text":"so f""", """0/a:f({"text":"so f)""")]
    [InlineData("pythonic", "[f(text='so f", """0/a:f({"text": "so f)""")]
    public void Append_BeforeTheEnd_GivesWhatIsKnown(string parser, string text, string expected) =>
        Assert.Equal(expected, DeltaLog.Of(DeltaLog.Create(parser).Append(text)));

    [Fact]
    public void Append_HalvesOfASurrogatePair_StayTogether()
    {
        IToolCallParser parser = DeltaLog.Create("hermes");

        Assert.Empty(parser.Append("\ud83d"));
        Assert.Equal("«😀»", DeltaLog.Of(parser.Append("\ude00")));
    }

    [Theory]
    [InlineData("hermes", "<tool_call>{\"name\":\"f\",\"arguments\":{\"a\":", "}}</tool_call>", '[')]
    [InlineData("mistral", "[TOOL_CALLS]f[ARGS]{\"a\":", "}", '{')]
    [InlineData("pythonic", "[f(a=", ")]", '[')]
    [InlineData("hermes", "<tool_call>{\"name\":\"f\",\"arguments\":{\"a\":\"", "\"}}</tool_call>", 'x')]
    [InlineData("pythonic", "[f(a='", "')]", 'x')]
    [InlineData("hermes", "", "", '<')]
    [InlineData("llama3_json", "{\"x", "", 'x')]
    [InlineData("hermes", "<tool_call>", "", '{')]
    [InlineData("hermes", "<tool_call>", "", ' ')]
    public void Append_TenMegabytes_AreTakenInSmallPieces(string parser, string start, string end, char filling)
    {
        const int Length = 10_000_000;
        IToolCallParser parsing = DeltaLog.Create(parser);
        string piece = new(filling, 50);
        long characters = Characters(parsing.Append(start));
        for (int i = 0; i < Length / piece.Length; i++) characters += Characters(parsing.Append(piece));
        characters += Characters(parsing.Append(end)) + Characters(parsing.Finish());

        Assert.InRange(characters, Length, Length + 100);
    }

    [Fact]
    public void Create_WithoutIds_MakesThemInTheFamilysForm()
    {
        string Id(string parser, string text) => ToolCallMessage.Read(ToolCallParsers.Create(parser), text).Calls.Single().Id;

        Assert.Matches("^call_[0-9A-Za-z]{24}$", Id("hermes", """<tool_call>{"name":"f"}</tool_call>"""));
        Assert.Matches("^[0-9A-Za-z]{9}$", Id("mistral", "[TOOL_CALLS]f[ARGS]{}"));
    }

    [Fact]
    public void Create_UnknownName_NamesTheKnownOnes()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => ToolCallParsers.Create("nobody"));

        Assert.Contains("hermes", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Pieces(string text, Random random)
    {
        yield return text;
        foreach (string piece in Chunking.Random(text, random))
        {
            if (piece.Length > 0) yield return piece;
        }
    }

    private static long Characters(IEnumerable<ToolDelta> deltas) =>
        deltas.Sum(delta => delta is ContentDelta content ? content.Text.Length : ((ToolCallDelta)delta).Arguments.Length);
}
