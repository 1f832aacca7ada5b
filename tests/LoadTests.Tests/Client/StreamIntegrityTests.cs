using System.Globalization;
using System.Text;
using Inference.LoadTests.Client;

namespace Inference.LoadTests.Tests.Client;

public sealed class StreamIntegrityTests
{
    private readonly StreamIntegrity _stream = new();

    [Fact]
    public void Events_InOrder_HaveNoFault()
    {
        Send(0, 1, 2, 3);

        Assert.Empty(Faults);
    }

    [Fact]
    public void Events_FirstNumberIsNotZero_IsNoFault()
    {
        Send(17, 18, 19);

        Assert.Empty(Faults);
    }

    [Fact]
    public void Events_WithoutNumbers_HaveNoFault()
    {
        _stream.OnEvent(""u8);
        _stream.OnEvent("abc"u8);

        Assert.Empty(Faults);
        Assert.False(_stream.HasNumbers);
    }

    [Fact]
    public void Events_OneTwice_IsFound()
    {
        Send(0, 1, 1, 2);

        Assert.Equal([(StreamFault.DuplicateEvent, 1)], Faults);
    }

    [Fact]
    public void Events_OnesMissing_AreCounted()
    {
        Send(0, 1, 4, 5);

        Assert.Equal([(StreamFault.MissingEvent, 2)], Faults);
    }

    [Fact]
    public void Events_TwoChangedPlaces_IsOutOfOrderAndNothingMissing()
    {
        Send(0, 2, 1, 3);

        Assert.Equal([(StreamFault.OutOfOrderEvent, 1)], Faults);
    }

    [Fact]
    public void Events_HugeHole_IsFoundAtOnce()
    {
        Send(0, long.MaxValue - 1);

        Assert.Equal([(StreamFault.MissingEvent, int.MaxValue)], Faults);
    }

    [Fact]
    public void Chunks_AnotherResponse_IsFound()
    {
        Chunk("""{"id":"a","choices":[]}""");
        Chunk("""{"id":"b","choices":[]}""");

        Assert.Equal([(StreamFault.ResponseIdChanged, 1)], Faults);
    }

    [Fact]
    public void Chunks_TextAndSecondEndBehindTheEnd_AreFound()
    {
        Chunk("""{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}""");
        Chunk("""{"choices":[{"delta":{"content":"b"},"finish_reason":"stop"}]}""");

        Assert.Equal([(StreamFault.TextAfterEnd, 1), (StreamFault.SecondFinishReason, 1)], Faults);
    }

    [Fact]
    public void Done_WithoutEnd_AndEventBehind_AreFound()
    {
        _stream.OnDone();
        Send(0);

        Assert.True(_stream.IsDone);
        Assert.Equal([(StreamFault.EventAfterDone, 1), (StreamFault.NoFinishReason, 1)], Faults);
    }

    [Fact]
    public void Usage_OtherNumberThanTokensThatCame_IsFound()
    {
        Chunk("""{"choices":[{"delta":{"content":"a"},"token_ids":[1,2],"finish_reason":"stop"}]}""");
        Chunk("""{"choices":[],"usage":{"completion_tokens":3}}""");

        Assert.Equal([(StreamFault.TokenCountDiffers, 1)], Faults);
    }

    [Fact]
    public void Usage_TokensNotAlwaysTold_SaysNothing()
    {
        Chunk("""{"choices":[{"delta":{"content":"a"}}]}""");
        Chunk("""{"choices":[{"delta":{"content":"a"},"token_ids":[1,2],"finish_reason":"stop"}]}""");
        Chunk("""{"choices":[],"usage":{"completion_tokens":3}}""");

        Assert.Empty(Faults);
    }

    private IEnumerable<(StreamFault, int)> Faults => _stream.Faults.OrderBy(fault => fault.Key is StreamFault.NoFinishReason).Select(fault => (fault.Key, fault.Value));

    private void Send(params long[] ids)
    {
        foreach (long id in ids) _stream.OnEvent(Encoding.ASCII.GetBytes(id.ToString(CultureInfo.InvariantCulture)));
    }

    private void Chunk(string json)
    {
        ChunkFields fields = new();
        Assert.True(ChunkReader.TryRead(Encoding.UTF8.GetBytes(json), fields));
        _stream.OnChunk(fields);
    }
}
