using System.Text;
using Inference.Gateway.Http;
using Microsoft.AspNetCore.Http;

namespace Inference.Gateway.Tests.Http;

public sealed class EventStreamTests : IDisposable
{
    private readonly WriteLog _writes = new();
    private readonly DefaultHttpContext _context = new();

    public EventStreamTests() => _context.Response.Body = _writes;

    public void Dispose() => _writes.Dispose();

    [Fact]
    public async Task Flush_SeveralEvents_LeaveTogether()
    {
        await using EventStream events = new(_context);
        for (int i = 0; i < 3; i++) events.Add(i, ApiJson.Default.Int32);
        Assert.Empty(_writes.Texts);
        await events.FlushAsync();
        events.Add(3, ApiJson.Default.Int32);
        events.AddDone();
        await events.FlushAsync();
        Assert.Equal(["id: 0\ndata: 0\n\nid: 1\ndata: 1\n\nid: 2\ndata: 2\n\n", "id: 3\ndata: 3\n\nid: 4\ndata: [DONE]\n\n"], _writes.Texts);
    }

    [Fact]
    public async Task Flush_NothingWaits_WritesNothing()
    {
        await using EventStream events = new(_context);
        await events.FlushAsync();
        Assert.False(events.HasBegun);
        events.Add(1, ApiJson.Default.Int32);
        Assert.True(events.HasBegun);
        await events.FlushAsync();
        await events.FlushAsync();
        Assert.Single(_writes.Texts);
    }

    [Fact]
    public async Task IsFull_MoreThanAClientShouldBeLeftBehind_UntilItIsFlushed()
    {
        await using EventStream events = new(_context);
        int added = 0;
        for (; !events.IsFull; added++) events.Add(new string('x', 1000), ApiJson.Default.String);
        Assert.InRange(added, 10, 20);
        await events.FlushAsync();
        Assert.False(events.IsFull);
    }

    /// <summary>What was written, by flush.</summary>
    private sealed class WriteLog : MemoryStream
    {
        public List<string> Texts { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.Length > 0) Texts.Add(Encoding.UTF8.GetString(buffer.Span));
            return ValueTask.CompletedTask;
        }
    }
}
