using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Inference.Contracts;
using Inference.Engine.Execution;
using Inference.Engine.Sampling;

namespace Inference.Engine.Speculation;

/// <summary>
/// Guesses the tokens that a smaller model finds likeliest. Its cache holds keys and values of the sequence's tokens and, behind
/// them, of its own last guesses; those that came true stay, the others are written over.
/// </summary>
/// <remarks>
/// A long prompt is read over several calls, which guess nothing, so that no step waits for all of it. Where the small model's
/// cache or context is full, fewer tokens or none are guessed.
/// </remarks>
internal sealed class DraftModelProposer(IModelRunner runner, Stack<int> freeBlocks) : ITokenProposer
{
    /// <summary>Tokens of a sequence that are read in one call.</summary>
    private const int ReadLimit = 512;

    private readonly ForwardBatch _batch = new();
    private readonly List<int> _blocks = [];
    private readonly List<int> _guesses = [];

    /// <summary>Tokens of the sequence in the cache; behind them are all of <see cref="_guesses"/>.</summary>
    private int _read;

    public int Propose(ReadOnlySpan<int> tokens, Span<int> draft)
    {
        KeepGuessesThatCameTrue(tokens);
        if (draft.IsEmpty || tokens.IsEmpty) return 0;

        // The last token is read again if need be: its logits are the first guess.
        _read = Math.Min(_read, tokens.Length - 1);
        ReadOnlySpan<int> unread = tokens[_read..];
        if (unread.Length > ReadLimit)
        {
            if (TryForward(unread[..ReadLimit], _read, wanted: 0, out _)) _read += ReadLimit;
            return 0;
        }

        if (!TryForward(unread, _read, wanted: 1, out Logits? logits)) return 0;
        _read = tokens.Length;
        int count = 0;
        while (TryGuess(logits, out draft[count]) && ++count < draft.Length)
        {
            if (!TryForward(draft.Slice(count - 1, 1), _read + _guesses.Count, wanted: 1, out logits)) break;
            _guesses.Add(draft[count - 1]);
        }

        return count;
    }

    public void Dispose()
    {
        foreach (int block in _blocks) freeBlocks.Push(block);
        _blocks.Clear();
        _guesses.Clear();
        _read = 0;
    }

    private void KeepGuessesThatCameTrue(ReadOnlySpan<int> tokens)
    {
        foreach (int guess in CollectionsMarshal.AsSpan(_guesses))
        {
            if (_read >= tokens.Length || tokens[_read] != guess) break;
            _read++;
        }

        _guesses.Clear();
    }

    private bool TryForward(ReadOnlySpan<int> tokens, int start, int wanted, [NotNullWhen(true)] out Logits? logits)
    {
        logits = null;
        int end = start + tokens.Length;
        if (end > runner.MaxPositions) return false;
        while (_blocks.Count * TokenBlock.Size < end)
        {
            if (!freeBlocks.TryPop(out int block)) return false;
            _blocks.Add(block);
        }

        _batch.Clear();
        _batch.Add(tokens, start, _blocks, wanted);
        logits = runner.Forward(_batch);
        return true;
    }

    /// <summary>The likeliest token; there is none where the small model's logits are not numbers.</summary>
    private static bool TryGuess(Logits logits, out int token)
    {
        ReadOnlySpan<float> row = logits.Row(0);
        bool sound = LogitRow.TryMax(row, out float max);
        token = sound ? LogitRow.IndexOf(row, max) : 0;
        return sound;
    }
}
