using Inference.Contracts;
using Inference.Engine.Streaming;
using Inference.Engine.Tests.Support;

namespace Inference.Engine.Tests.Streaming;

/// <summary>When chunks reach the reader, on a clock that the test moves.</summary>
public sealed class ChunkStreamTests : IDisposable
{
    private const double Interval = 20;
    private const int Crowd = 4;

    private readonly TickingTime _time = new();
    private readonly StreamPacer _pacer;
    private readonly ChunkStream _stream;

    public ChunkStreamTests()
    {
        _pacer = new StreamPacer(_time, Crowd);
        _stream = Open(Interval);
    }

    public void Dispose() => _pacer.Dispose();

    [Fact]
    public void Send_First_ComesAtOnce()
    {
        Step(_stream, 0);
        Assert.Equal([0], Read());
        Assert.Equal(0, _time.Armed);
    }

    [Fact]
    public void Send_FasterThanTheInterval_ComeTogetherAndWakeTheReaderOnce()
    {
        Step(_stream, 0);
        Assert.Equal([0], Read());
        Task<bool> woken = _stream.Reader.WaitToReadAsync().AsTask();
        for (int position = 1; position <= 4; position++)
        {
            _time.Advance(4);
            Step(_stream, position);
            Assert.False(woken.IsCompleted);
        }

        // Held since 4; the tick comes an interval after that.
        _time.Advance(7.9);
        Assert.Empty(Read());
        _time.Advance(0.1);
        Assert.Equal([1, 2, 3, 4], Read());
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(4, 20)]
    [InlineData(9, 20)]
    public void Send_FewStreams_WaitAsMuchLess(int streams, double wait)
    {
        _pacer.BeginStep(streams);
        _stream.Send(Chunk(0));
        _time.Advance(wait - 0.1);
        _pacer.BeginStep(streams);
        _stream.Send(Chunk(1));
        Assert.Equal([0], Read());
        _time.Advance(wait);
        Assert.Equal([1], Read());

        _time.Advance(wait);
        _pacer.BeginStep(streams);
        _stream.Send(Chunk(2));
        Assert.Equal([2], Read());
    }

    [Fact]
    public void Send_SlowerThanTheInterval_EachComesAtOnceAndNoTimerRuns()
    {
        for (int position = 0; position < 5; position++)
        {
            Step(_stream, position);
            Assert.Equal([position], Read());
            Assert.Equal(0, _time.Armed);
            _time.Advance(Interval);
        }
    }

    [Fact]
    public void Send_AnyPace_NothingWaitsLongerThanTheInterval()
    {
        Random random = new(1);
        Dictionary<int, double> sent = [];
        double now = 0, longest = 0;
        for (int position = 0; position < 2000; position++)
        {
            Step(_stream, position);
            sent[position] = now;
            for (double left = random.NextDouble() * 30; left > 0; left--)
            {
                foreach (int read in Read()) longest = Math.Max(longest, now - sent[read]);
                double part = Math.Min(1, left);
                _time.Advance(part);
                now += part;
            }
        }

        Assert.InRange(longest, Interval / 2, Interval + 1);
    }

    [Fact]
    public void Send_LastOfAChoice_ComesAtOnceWithWhatWasHeld()
    {
        Step(_stream, 0);
        Step(_stream, 1);
        Assert.Equal([0], Read());
        Step(_stream, 2, end: FinishReason.Length);
        Assert.Equal([1, 2], Read());
    }

    [Fact]
    public void Send_FirstOfEachChoice_ComesAtOnce()
    {
        Step(_stream, 0);
        _time.Advance(1);
        _pacer.BeginStep(Crowd);
        _stream.Send(Chunk(1));
        _stream.Send(Chunk(0, choice: 1));
        Assert.Equal([0, 1, 0], Read());
    }

    [Fact]
    public void Send_SeveralChoicesInAStepThatIsDue_AllComeAtOnce()
    {
        Step(_stream, 0);
        _time.Advance(Interval + 1);
        _pacer.BeginStep(Crowd);
        _stream.Send(Chunk(1));
        _time.Advance(0.01);
        _stream.Send(Chunk(1, choice: 1));
        Assert.Equal([0, 1, 1], Read());
    }

    [Fact]
    public void Send_NoInterval_EachComesAtOnce()
    {
        ChunkStream stream = Open(0);
        for (int position = 0; position < 3; position++) Step(stream, position);
        Assert.Equal(3, Read(stream).Length);
        Assert.Equal(0, _time.Armed);
    }

    [Fact]
    public void Send_GoesOnElsewhere_FirstOfItsOwnComesAtOnce()
    {
        Step(_stream, 57);
        Assert.Equal([57], Read());
    }

    [Fact]
    public async Task End_WithAnError_HandsOverWhatWasHeldFirst()
    {
        Step(_stream, 0);
        Step(_stream, 1);
        _stream.End(new InferenceException(InferenceError.EngineFailed, "It failed."));
        Assert.Equal([0, 1], Read());
        await Assert.ThrowsAsync<InferenceException>(() => _stream.Reader.Completion);
        _time.Advance(Interval);
        Assert.Empty(Read());
    }

    [Fact]
    public void Tick_ManyStreams_OneTimerThatStopsWhenNothingIsHeld()
    {
        ChunkStream[] streams = [.. Enumerable.Range(0, 50).Select(_ => Open(Interval))];
        for (int position = 0; position < 3; position++)
        {
            _pacer.BeginStep(Crowd);
            foreach (ChunkStream stream in streams) stream.Send(Chunk(position));
            _time.Advance(1);
        }

        Assert.Equal(1, _time.Armed);
        _time.Advance(Interval);
        Assert.All(streams, stream => Assert.Equal(3, Read(stream).Length));
        _time.Advance(Interval);
        Assert.Equal(0, _time.Armed);
    }

    [Fact]
    public void Hold_StreamOfAShorterInterval_IsNotKeptLongerByOthers()
    {
        ChunkStream quick = Open(5);
        Step(_stream, 0);
        Step(_stream, 1);
        Step(quick, 0);
        Step(quick, 1);
        _time.Advance(5);
        Assert.Equal(2, Read(quick).Length);
    }

    [Fact]
    public void Hold_LessThanAMillisecond_TicksAgainAndAgain()
    {
        ChunkStream stream = Open(0.3);
        Step(stream, 0);
        for (int position = 1; position < 4; position++)
        {
            Read(stream);
            Step(stream, position);
            Assert.Empty(Read(stream));
            _time.Advance(1);
            Assert.Equal([position], Read(stream));
        }
    }

    private ChunkStream Open(double milliseconds) => new(TimeSpan.FromMilliseconds(milliseconds), _pacer);

    private void Step(ChunkStream stream, int position, FinishReason? end = null)
    {
        _pacer.BeginStep(Crowd);
        stream.Send(Chunk(position, end: end));
    }

    private int[] Read() => Read(_stream);

    private static int[] Read(ChunkStream stream)
    {
        List<int> positions = [];
        while (stream.Reader.TryRead(out TokenChunk? chunk)) positions.Add(chunk.Position);
        return [.. positions];
    }

    private static TokenChunk Chunk(int position, int choice = 0, FinishReason? end = null) =>
        new() { RequestId = "r", Choice = choice, Position = position, Tokens = [1], FinishReason = end };
}
