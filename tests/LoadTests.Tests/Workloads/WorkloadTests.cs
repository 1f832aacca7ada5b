using System.Text.Json;
using Inference.LoadTests.Arrivals;
using Inference.LoadTests.Client;
using Inference.LoadTests.Workloads;

namespace Inference.LoadTests.Tests.Workloads;

public sealed class WorkloadTests
{
    private static readonly WorkloadOptions Options = new() { Seed = 11, Tenants = 4, Documents = 12, TokensPerWord = 1 };

    public static TheoryData<string> Names => [.. WorkloadTable.Names, "chat=1,json=2"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_InAnyOrder_SameIndexIsTheSameConversation(string name)
    {
        Workload forwards = WorkloadTable.Create(name, Options), backwards = WorkloadTable.Create(name, Options);

        string[] one = [.. Enumerable.Range(0, 30).Select(index => Body(forwards.Create(index)))];
        string[] other = [.. Enumerable.Range(0, 30).Reverse().Select(index => Body(backwards.Create(index))).Reverse()];

        Assert.Equal(one, other);
        Assert.Equal(30, one.Distinct().Count());
        Assert.NotEqual(one, Enumerable.Range(0, 30).Select(index => Body(WorkloadTable.Create(name, Options with { Seed = 12 }).Create(index))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_LengthsOfATrace_AreKept(string name)
    {
        Conversation conversation = WorkloadTable.Create(name, Options).Create(0, new Arrival(default, PromptTokens: 40, OutputTokens: 17));

        Assert.All(conversation.Turns, turn => Assert.Equal(17, turn.MaxTokens));
    }

    [Fact]
    public void Create_Chat_HasTurnsWithTimeToThink()
    {
        Conversation conversation = WorkloadTable.Create("chat", Options with { Turns = LengthDistribution.Fixed(4) }).Create(3);

        Assert.Equal(4, conversation.Turns.Count);
        Assert.Equal(TimeSpan.Zero, conversation.Turns[0].Think);
        Assert.All(conversation.Turns.Skip(1), turn => Assert.True(turn.Think > TimeSpan.Zero));
    }

    [Fact]
    public void Write_LaterTurn_CarriesWhatWasSaidAndAnswered()
    {
        Conversation conversation = WorkloadTable.Create("chat", Options).Create(3);

        using JsonDocument body = JsonDocument.Parse(new RequestWriter(new RequestOptions { Model = "m" }).Write(conversation, 2, ["first", "second"]));

        JsonElement messages = body.RootElement.GetProperty("messages");
        Assert.Equal(["user", "assistant", "user", "assistant", "user"], messages.EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal(
            [conversation.Turns[0].Text, "first", conversation.Turns[1].Text, "second", conversation.Turns[2].Text],
            messages.EnumerateArray().Select(message => message.GetProperty("content").GetString()));
    }

    [Fact]
    public void Create_Tenants_ShareTheirPrefixAndSomeAreBusier()
    {
        Conversation[] conversations = [.. Enumerable.Range(0, 400).Select(index => WorkloadTable.Create("tenants", Options).Create(index))];

        int[] perTenant = [.. conversations.GroupBy(conversation => conversation.System).Select(group => group.Count()).OrderDescending()];

        // Weights 1, 1/2, 1/3, 1/4 of 25/12.
        Assert.Equal(4, perTenant.Length);
        Assert.Equal(192, perTenant[0], 40.0);
        Assert.Equal(48, perTenant[3], 25.0);
    }

    [Fact]
    public void Write_TokenIds_AreOneForEachWord()
    {
        Conversation conversation = WorkloadTable.Create("plain", Options with { Prompt = LengthDistribution.Fixed(50) }).Create(1);

        using JsonDocument body = JsonDocument.Parse(new RequestWriter(new RequestOptions { Model = "m", Api = ApiKind.Tokens }).Write(conversation, 0, []));

        Assert.Equal(50, body.RootElement.GetProperty("prompt").GetArrayLength());
        Assert.All(body.RootElement.GetProperty("prompt").EnumerateArray(), token => Assert.InRange(token.GetInt32(), 300, 19999));
    }

    [Fact]
    public void Write_Everything_IsInTheBody()
    {
        RequestOptions options = new() { Model = "m", Temperature = 0.5, Seed = 3, IgnoreEos = true, ReturnTokenIds = true, Extra = """{"top_k": 5, "nested": {"a": [1]}}""" };

        using JsonDocument body = JsonDocument.Parse(new RequestWriter(options).Write(WorkloadTable.Create("plain", Options).Create(0), 0, []));

        JsonElement root = body.RootElement;
        Assert.Equal("m", root.GetProperty("model").GetString());
        Assert.Equal(0.5, root.GetProperty("temperature").GetDouble());
        Assert.True(root.GetProperty("seed").GetInt32() >= 0);
        Assert.True(root.GetProperty("stream").GetBoolean());
        Assert.True(root.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.True(root.GetProperty("ignore_eos").GetBoolean());
        Assert.True(root.GetProperty("return_token_ids").GetBoolean());
        Assert.Equal(5, root.GetProperty("top_k").GetInt32());
        Assert.Equal(1, root.GetProperty("nested").GetProperty("a")[0].GetInt32());
    }

    [Fact]
    public void Write_Json_AsksForASchema()
    {
        using JsonDocument body = JsonDocument.Parse(Body(WorkloadTable.Create("json", Options).Create(0)));

        Assert.Equal("json_schema", body.RootElement.GetProperty("response_format").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("chit")]
    [InlineData("chat=")]
    [InlineData("chat=1,rag")]
    [InlineData("chat=-1")]
    public void Create_NoWorkload_SaysSo(string name) => Assert.Throws<FormatException>(() => WorkloadTable.Create(name, Options));

    private static string Body(Conversation conversation) => System.Text.Encoding.UTF8.GetString(new RequestWriter(new RequestOptions { Model = "m" }).Write(conversation, 0, []).Span);
}
