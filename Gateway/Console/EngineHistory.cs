namespace Inference.Gateway.Console;

/// <summary>What an engine did in the last minutes, in spans of two seconds. Written by its thread, read by any.</summary>
internal sealed class EngineHistory
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SpanLength = TimeSpan.FromSeconds(2);

    /// <summary>Percentiles at a point are those of so many spans up to it.</summary>
    private const int SpansForPercentiles = 5;

    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly Lock _lock = new();
    private readonly Span[] _spans = [.. Enumerable.Range(0, (int)(Window / SpanLength) + SpansForPercentiles).Select(_ => new Span())];
    private readonly LatencyHistogram _first = new(), _between = new();

    public EngineHistory(TimeProvider time) => (_time, _began) = (time, time.GetTimestamp());

    private long Current => _time.GetElapsedTime(_began).Ticks / SpanLength.Ticks;

    public void AddPromptTokens(long count) => Add(count, static (span, count) => span.PromptTokens += count);

    public void AddGeneratedTokens(long count) => Add(count, static (span, count) => span.GeneratedTokens += count);

    public void AddFirstToken(double seconds) => Add(seconds, static (span, seconds) => span.FirstToken.Add(seconds));

    public void AddBetweenTokens(double seconds) => Add(seconds, static (span, seconds) => span.BetweenTokens.Add(seconds));

    /// <summary>The spans that are over and in the window.</summary>
    /// <param name="known">The last one that is known, which is left out with all before it; −1: none. Set to the last one that is over.</param>
    public IReadOnlyList<HistoryPoint> Since(ref long known)
    {
        lock (_lock)
        {
            long current = Current;
            DateTimeOffset now = _time.GetUtcNow();
            TimeSpan into = _time.GetElapsedTime(_began) - (current * SpanLength);
            List<HistoryPoint> points = [];
            for (long index = Math.Max(known + 1, Math.Max(0, current - (int)(Window / SpanLength))); index < current; index++)
            {
                points.Add(PointOf(index, now - into - ((current - index - 1) * SpanLength)));
            }

            known = current - 1;
            return points;
        }
    }

    private HistoryPoint PointOf(long index, DateTimeOffset end)
    {
        _first.Clear();
        _between.Clear();
        for (long each = Math.Max(0, index - SpansForPercentiles + 1); each <= index; each++)
        {
            if (Find(each) is not { } span) continue;
            _first.Add(span.FirstToken);
            _between.Add(span.BetweenTokens);
        }

        Span? own = Find(index);
        return new HistoryPoint(
            end.ToUnixTimeMilliseconds() / 1000.0,
            (own?.PromptTokens ?? 0) / SpanLength.TotalSeconds,
            (own?.GeneratedTokens ?? 0) / SpanLength.TotalSeconds,
            _first.Percentile(0.5),
            _first.Percentile(0.95),
            _between.Percentile(0.5),
            _between.Percentile(0.95));
    }

    private void Add<T>(T value, Action<Span, T> add)
    {
        lock (_lock)
        {
            long current = Current;
            Span span = _spans[current % _spans.Length];
            if (span.Index != current) span.Begin(current);
            add(span, value);
        }
    }

    private Span? Find(long index)
    {
        Span span = _spans[index % _spans.Length];
        return span.Index == index ? span : null;
    }

    private sealed class Span
    {
        public long Index { get; private set; } = -1;

        public long PromptTokens { get; set; }

        public long GeneratedTokens { get; set; }

        public LatencyHistogram FirstToken { get; } = new();

        public LatencyHistogram BetweenTokens { get; } = new();

        public void Begin(long index)
        {
            Index = index;
            PromptTokens = GeneratedTokens = 0;
            FirstToken.Clear();
            BetweenTokens.Clear();
        }
    }
}
