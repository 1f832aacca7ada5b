using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Inference.Cluster.Reattachment;
using Inference.Contracts;
using Inference.Gateway.Reattachment;
using Inference.Server.Serving;

namespace Inference.Server.Tests.Serving;

/// <summary>Clients that lose a stream come back at either of two fronts, with an engine each and one journal, and get exactly the rest.</summary>
[Collection(nameof(RunningServer))]
public sealed class ReattachmentTests : IAsyncLifetime
{
    private const string Chat = "/v1/chat/completions", Completions = "/v1/completions", Responses = "/v1/responses";
    private const string Messages = """ "messages":[{"role":"user","content":"hi"}],"stream":true """;
    private const string Schema = """{"type":"object","properties":{"x":{"type":"string","enum":["a","b"]}},"required":["x"],"additionalProperties":false}""";
    private const string Tools = """[{"type":"function","function":{"name":"pick","parameters":{"type":"object","properties":{"x":{"type":"string","enum":["a","b"]}},"required":["x"],"additionalProperties":false}}}]""";

    private readonly IResponseJournal _journal = LocalReattachment.NewJournal(TimeProvider.System);
    private RunningServer[] _fronts = [];

    public async Task InitializeAsync() => _fronts = [await StartAsync(), await StartAsync()];

    public async Task DisposeAsync()
    {
        foreach (RunningServer front in _fronts) await front.DisposeAsync();
    }

    public static TheoryData<string, string> Requests => new()
    {
        { Chat, $$"""{ {{Messages}},"ignore_eos":true,"max_tokens":12}""" },
        { Chat, $$"""{ {{Messages}},"ignore_eos":true,"max_tokens":9,"n":2,"logprobs":true,"top_logprobs":2,"return_token_ids":true,"stream_options":{"include_usage":true} }""" },
        { Chat, $$$"""{ {{{Messages}}},"max_tokens":400,"response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{{{Schema}}} } } }""" },
        { Chat, $$"""{ {{Messages}},"max_tokens":400,"tools":{{Tools}},"tool_choice":"required"}""" },
        { Chat, $$"""{ {{Messages}},"ignore_eos":true,"max_tokens":8,"temperature":0,"echo":true,"frequency_penalty":0.5,"seed":7}""" },
        { Completions, """{"prompt":"a","stream":true,"max_tokens":12,"temperature":1.3,"ignore_eos":true,"stream_options":{"include_usage":true}}""" },
        { Completions, """{"prompt":"a","stream":true,"max_tokens":20,"stop":["a","e","\u0000"],"include_stop_str_in_output":true,"n":3}""" },
        { Completions, """{"prompt":["a","b"],"stream":true,"max_tokens":6,"n":2,"logprobs":1,"echo":true,"ignore_eos":true,"return_token_ids":true}""" },
        { Completions, """{"prompt":"a","stream":true,"max_tokens":5,"n":2,"use_beam_search":true,"best_of":2,"ignore_eos":true}""" },
        { Responses, """{"input":"hi","stream":true,"max_output_tokens":12,"ignore_eos":true}""" },
        { Responses, """{"input":"hi","stream":true,"max_output_tokens":400,"tools":[{"type":"function","name":"pick","parameters":{"type":"object"}}],"tool_choice":"required","text":{"format":{"type":"text"}}}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Get_BehindEveryEvent_HasExactlyTheRest(string path, string body)
    {
        IReadOnlyList<StreamEvent> whole = StreamClient.Read(await StreamClient.PostAsync(_fronts[0].Client, path, body));
        string address = AddressOf(path, whole);
        Assert.True(whole.Count > 4);

        for (int read = 0; read < whole.Count; read++)
        {
            string? last = read == 0 ? null : whole[read - 1].Id;
            IReadOnlyList<StreamEvent> rest = StreamClient.Read(await StreamClient.RestAsync(_fronts[read % 2].Client, address, last));
            AssertSame(whole, [.. whole.Take(read), .. rest]);
        }

        using HttpResponseMessage nothing = await StreamClient.ReturnAsync(_fronts[1].Client, address, whole[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, nothing.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Get_CutAnywhereSeveralTimes_ClientHasTheWholeOnce(string path, string body)
    {
        Random random = new(11);
        string text = await StreamClient.PostAsync(_fronts[0].Client, path, body);
        IReadOnlyList<StreamEvent> whole = StreamClient.Read(text);
        string address = AddressOf(path, whole);

        for (int round = 0; round < 6; round++)
        {
            List<StreamEvent> client = [.. StreamClient.Read(text[..random.Next(text.Length / 2)])];
            for (int cut = 0; cut < 3; cut++)
            {
                string rest = await StreamClient.RestAsync(_fronts[random.Next(2)].Client, address, client.Count == 0 ? null : client[^1].Id);
                client.AddRange(StreamClient.Read(cut < 2 ? rest[..random.Next(rest.Length)] : rest));
            }

            AssertSame(whole, client);
        }
    }

    [Fact]
    public async Task Get_AfterAStopInTheMiddleOfARun_GoesOnElsewhereAndTwice()
    {
        string body = $$"""{ {{Messages}},"ignore_eos":true,"max_tokens":400,"temperature":1}""";
        List<StreamEvent> client = [];
        string? address = null;
        for (int life = 0; life < 3; life++)
        {
            RunningServer front = _fronts[life % 2];
            using HttpClient connection = new() { BaseAddress = front.Client.BaseAddress };
            using HttpRequestMessage post = new(HttpMethod.Post, Chat) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            using HttpResponseMessage response = address is null
                ? await connection.SendAsync(post, HttpCompletionOption.ResponseHeadersRead)
                : await StreamClient.ReturnAsync(connection, address, client[^1].Id);
            using StreamReader reader = new(await response.Content.ReadAsStreamAsync());
            client.AddRange(StreamClient.Read(StreamClient.ReadUntil(20, reader)));
            address = AddressOf(Chat, client);
        }

        client.AddRange(StreamClient.Read(await StreamClient.RestAsync(_fronts[0].Client, address!, client[^1].Id)));
        AssertSame(StreamClient.Read(await StreamClient.RestAsync(_fronts[1].Client, address!, null)), client);
    }

    [Fact]
    public async Task Get_WhileTheFirstConnectionReads_EndsThatOne()
    {
        await using ScriptedServer front = await ScriptedServer.StartAsync(FirstNeverEndsAsync, new() { Journal = _journal });
        using HttpResponseMessage first = await front.PostAsync(Chat, $$"""{ {{Messages}} }""", HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await first.Content.ReadAsStreamAsync());
        string text = StreamClient.ReadUntil(1, reader);
        StreamEvent begun = StreamClient.Read(text)[0];

        IReadOnlyList<StreamEvent> second = StreamClient.Read(await StreamClient.RestAsync(front.Client, AddressOf(Chat, [begun]), null));
        IReadOnlyList<StreamEvent> left = StreamClient.Read(text + await reader.ReadToEndAsync());

        Assert.Equal("[DONE]", second[^1].Data);
        Assert.Equal("taken_over", (string?)JsonNode.Parse(left[^2].Data)!["error"]!["code"]);
        Assert.Equal(("", ""), (left[^2].Id, left[^1].Id));
        Assert.Equal(0, front.Gate.Running);
    }

    [Fact]
    public async Task Get_OtherKeysResponse_IsNotFound()
    {
        await using RunningServer front = await StartAsync(keys: ["one", "two"]);
        front.Client.DefaultRequestHeaders.Authorization = new("Bearer", "one");
        foreach ((string path, string body) in new[] { (Chat, $$"""{ {{Messages}},"max_tokens":3}"""), (Completions, """{"prompt":"a","stream":true}"""), (Responses, """{"input":"a","stream":true,"max_output_tokens":3}""") })
        {
            IReadOnlyList<StreamEvent> whole = StreamClient.Read(await StreamClient.PostAsync(front.Client, path, body));
            front.Client.DefaultRequestHeaders.Authorization = new("Bearer", "two");
            await RunningServer.ErrorOf(await front.Client.GetAsync(AddressOf(path, whole)), HttpStatusCode.NotFound);
            front.Client.DefaultRequestHeaders.Authorization = new("Bearer", "one");
            AssertSame(whole, StreamClient.Read(await StreamClient.RestAsync(front.Client, AddressOf(path, whole), null)));
        }
    }

    [Fact]
    public async Task Get_WhatIsNoResponseOrNoPlaceInIt_IsRefused()
    {
        string address = AddressOf(Chat, StreamClient.Read(await StreamClient.PostAsync(_fronts[0].Client, Chat, $$"""{ {{Messages}},"max_tokens":3}""")));
        foreach (string unknown in (string[])["/v1/chat/completions/chatcmpl-x", "/v1/completions/cmpl-x", "/v1/responses/resp_x?stream=true", address.Replace("chat/", "", StringComparison.Ordinal)])
        {
            await RunningServer.ErrorOf(await _fronts[0].Client.GetAsync(unknown), HttpStatusCode.NotFound);
        }

        foreach (string wrong in (string[])["1", "1.2.3", "a.0", "-1.0", "e", "99999999999.0"])
        {
            using HttpResponseMessage response = await StreamClient.ReturnAsync(_fronts[0].Client, address, wrong);
            Assert.Equal("last-event-id", (string?)(await RunningServer.ErrorOf(response, HttpStatusCode.BadRequest))["param"]);
        }

        await RunningServer.ErrorOf(await _fronts[0].Client.GetAsync(address + "?starting_after=x"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Get_RecordThatIsTooOld_IsNotFound()
    {
        MovedTime time = new();
        await using RunningServer front = await StartAsync(new JournaledResponses(new InMemoryJournal(TimeSpan.FromMinutes(1), 10, time)));
        string address = AddressOf(Completions, StreamClient.Read(await StreamClient.PostAsync(front.Client, Completions, """{"prompt":"a","stream":true}""")));
        await StreamClient.RestAsync(front.Client, address, null);
        time.Passed = TimeSpan.FromMinutes(2);

        await RunningServer.ErrorOf(await front.Client.GetAsync(address), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Get_ResponseThatFollowsAnother_NeedsTheOtherNoMore()
    {
        JsonNode first = await _fronts[0].AskAsync(Responses, JsonNode.Parse("""{"input":"hi","max_output_tokens":5}""")!);
        string body = $$"""{"input":"go on","previous_response_id":"{{first["id"]}}","stream":true,"max_output_tokens":9}""";
        IReadOnlyList<StreamEvent> whole = StreamClient.Read(await StreamClient.PostAsync(_fronts[0].Client, Responses, body));
        await _fronts[0].Client.DeleteAsync($"{Responses}/{first["id"]}");

        foreach (RunningServer front in _fronts)
        {
            AssertSame(whole, StreamClient.Read(await StreamClient.RestAsync(front.Client, AddressOf(Responses, whole), null)));
            int sequence = (int)JsonNode.Parse(whole[3].Data)!["sequence_number"]!;
            string address = string.Create(CultureInfo.InvariantCulture, $"{AddressOf(Responses, whole)}&starting_after={sequence}");
            AssertSame(whole, [.. whole.Take(4), .. StreamClient.Read(await StreamClient.RestAsync(front.Client, address, null))]);
            Assert.Equal(HttpStatusCode.OK, (await front.Client.GetAsync(AddressOf(Responses, whole).Split('?')[0])).StatusCode);
        }
    }

    [Fact]
    public async Task Post_SameRequestIdTwice_AreTwoResponses()
    {
        string[] ids = new string[2];
        for (int i = 0; i < 2; i++)
        {
            using HttpRequestMessage post = new(HttpMethod.Post, Completions) { Content = new StringContent("""{"prompt":"a","stream":true,"max_tokens":8}""", System.Text.Encoding.UTF8, "application/json") };
            post.Headers.Add("X-Request-Id", "again");
            using HttpResponseMessage response = await _fronts[i].Client.SendAsync(post);
            IReadOnlyList<StreamEvent> whole = StreamClient.Read(await response.Content.ReadAsStringAsync());
            AssertSame(whole, StreamClient.Read(await StreamClient.RestAsync(_fronts[0].Client, AddressOf(Completions, whole), null)));
            ids[i] = (string)JsonNode.Parse(whole[0].Data)!["id"]!;
        }

        Assert.Equal("cmpl-again", ids[0]);
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Fact]
    public async Task Post_JournalFails_AnswersAllTheSame()
    {
        await using RunningServer front = await StartAsync(new BrokenJournal(), time: new HastyTime());
        IReadOnlyList<StreamEvent> whole = StreamClient.Read(await StreamClient.PostAsync(front.Client, Completions, """{"prompt":"a","stream":true}"""));

        Assert.Equal("[DONE]", whole[^1].Data);
        await RunningServer.ErrorOf(await front.Client.GetAsync(AddressOf(Completions, whole)), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Get_JournalIsAwayForAWhile_IsFoundAllTheSame()
    {
        FlakyJournal journal = new(_journal) { Failures = 1 };
        await using RunningServer front = await StartAsync(journal, time: new HastyTime());
        IReadOnlyList<StreamEvent> whole = StreamClient.Read(await StreamClient.PostAsync(front.Client, Completions, """{"prompt":"a","stream":true}"""));
        journal.Failures = 2;

        AssertSame(whole, StreamClient.Read(await StreamClient.RestAsync(front.Client, AddressOf(Completions, whole), null)));
    }

    private Task<RunningServer> StartAsync(IResponseJournal? journal = null, string[]? keys = null, TimeProvider? time = null) => RunningServer.StartAsync(
        options => (options.ApiKeys, options.Time) = (keys ?? [], time ?? TimeProvider.System), engine => engine.EnablePrefixCaching = false, journal: journal ?? _journal);

    /// <summary>The first attempt at a request says a word and waits for its end; later ones say everything.</summary>
    private static async IAsyncEnumerable<TokenChunk> FirstNeverEndsAsync(GenerateRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return ScriptedServer.Chunk(request, 0, "word");
        if (request.Attempt == 0) await Task.Delay(Timeout.Infinite, cancellation);
        yield return ScriptedServer.Chunk(request, 4, " and end", FinishReason.Stop);
    }

    private static string AddressOf(string path, IReadOnlyList<StreamEvent> events)
    {
        JsonNode first = JsonNode.Parse(events[0].Data)!;
        return path == Responses ? $"{path}/{first["response"]!["id"]}?stream=true" : $"{path}/{first["id"]}";
    }

    /// <summary>The same events to the byte. Those of one choice come in order; how choices alternate means nothing.</summary>
    private static void AssertSame(IReadOnlyList<StreamEvent> expected, IReadOnlyList<StreamEvent> actual)
    {
        Assert.Equal(ByChoice(expected), ByChoice(actual));
        Assert.Equal(expected[^1].Data, actual[^1].Data);
        Assert.Equal(expected.Count, actual.Count);

        static IEnumerable<string> ByChoice(IReadOnlyList<StreamEvent> events) =>
            events.OrderBy(each => each.Data == "[DONE]" ? int.MaxValue : (int?)JsonNode.Parse(each.Data)!["choices"]?.AsArray().FirstOrDefault()?["index"] ?? int.MaxValue - 1).Select(each => each.Data);
    }

    private sealed class MovedTime : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;
    }

    /// <summary>A clock by which everything takes a twentieth of its time.</summary>
    private sealed class HastyTime : TimeProvider
    {
        private const int Haste = 20;

        public override long GetTimestamp() => System.GetTimestamp() * Haste;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Hastened(dueTime), Hastened(period));

        private static TimeSpan Hastened(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Haste;
    }
}
