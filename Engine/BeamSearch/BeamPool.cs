using Inference.Contracts;

namespace Inference.Engine.BeamSearch;

/// <summary>
/// The beams of a search: those that go on and the best of those that ended. Equal ones keep the order in which they came: the
/// better parent's first, then the lower token's.
/// </summary>
/// <param name="parameters">Width, choices, length penalty and ends.</param>
/// <param name="promptLength">The prompt's tokens; at least one.</param>
/// <param name="endTokens">Tokens that end a beam.</param>
internal sealed class BeamPool(SamplingParams parameters, int promptLength, IReadOnlySet<int> endTokens)
{
    private readonly List<Beam> _finished = [];

    /// <summary>The beams that go on, best first; all equally long.</summary>
    public IReadOnlyList<Beam> Running { get; private set; } = [Beam.Empty];

    /// <summary>Likeliest tokens to know of for each beam: enough that a full width goes on whatever ends.</summary>
    public int CandidatesPerBeam => parameters.BeamWidth + Math.Max(parameters.BeamWidth, endTokens.Count);

    /// <summary>Whether nothing that goes on can be among the best any more.</summary>
    public bool IsDecided => Running.Count == 0 || (_finished.Count >= parameters.N && Score(_finished[parameters.N - 1]) >= BestPossibleScore());

    /// <summary>Each running beam goes on with its candidates, or ends.</summary>
    /// <param name="candidates">For each running beam, its likeliest next tokens.</param>
    public void Advance(IReadOnlyList<TokenLogprobs> candidates)
    {
        List<Beam> next = [];
        for (int i = 0; i < Running.Count; i++)
        {
            IReadOnlyList<TopToken> top = candidates[i].Top;
            for (int rank = 0; rank < Math.Min(top.Count, CandidatesPerBeam); rank++)
            {
                // A token that cannot be (−∞) is no way on.
                if (!float.IsFinite(top[rank].Logprob)) continue;
                bool ends = endTokens.Contains(top[rank].Token);
                if (ends && Running[i].Tokens.Count < parameters.MinTokens) continue;
                Beam beam = Running[i].With(Report(top, rank), ends);
                if (ends) Finish(beam);
                else next.Add(beam);
            }
        }

        Running = [.. next.OrderByDescending(beam => beam.Total).Take(parameters.BeamWidth)];
    }

    /// <summary>The best beams, best first; those that still go on are cut off here.</summary>
    public IReadOnlyList<Beam> Best() => [.. _finished.Concat(Running).OrderByDescending(Score).Take(parameters.N)];

    private void Finish(Beam beam)
    {
        int place = _finished.FindIndex(other => Score(other) < Score(beam));
        _finished.Insert(place < 0 ? _finished.Count : place, beam);
        if (_finished.Count > parameters.N) _finished.RemoveAt(parameters.N);
    }

    private double Score(Beam beam) => beam.Score(promptLength, parameters.LengthPenalty);

    /// <summary>Totals only fall. Where length is rewarded, the longest end is the best; else the next one.</summary>
    private double BestPossibleScore()
    {
        double total = Running[0].Total;
        if (parameters.LengthPenalty <= 0) return Beam.Score(total, promptLength + Running[0].Tokens.Count, parameters.LengthPenalty);
        return parameters.MaxTokens is { } most ? Beam.Score(total, promptLength + most, parameters.LengthPenalty) : 0;
    }

    private TokenLogprobs Report(IReadOnlyList<TopToken> top, int rank) =>
        new(top[rank].Token, top[rank].Logprob, rank + 1, [.. top.Take(parameters.Logprobs ?? 0)]);
}
