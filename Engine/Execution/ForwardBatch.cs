using System.Runtime.InteropServices;

namespace Inference.Engine.Execution;

/// <summary>The tokens of one step: for each sequence some that follow one another, all of them end to end. Filled anew each step.</summary>
public sealed class ForwardBatch
{
    private readonly List<int> _tokens = [];
    private readonly List<int> _positions = [];
    private readonly List<int> _logitRows = [];
    private readonly List<int> _hiddenRows = [];
    private readonly List<BatchSlice> _slices = [];

    /// <summary>[rows]</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>[rows]: each token's place in its sequence.</summary>
    public ReadOnlySpan<int> Positions => CollectionsMarshal.AsSpan(_positions);

    public ReadOnlySpan<BatchSlice> Slices => CollectionsMarshal.AsSpan(_slices);

    /// <summary>Rows whose logits are wanted, in ascending order.</summary>
    public ReadOnlySpan<int> LogitRows => CollectionsMarshal.AsSpan(_logitRows);

    /// <summary>Rows whose hidden states are wanted, in ascending order.</summary>
    public ReadOnlySpan<int> HiddenRows => CollectionsMarshal.AsSpan(_hiddenRows);

    public void Clear()
    {
        _tokens.Clear();
        _positions.Clear();
        _logitRows.Clear();
        _hiddenRows.Clear();
        _slices.Clear();
    }

    /// <summary>Adds a sequence's next tokens.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="start">The first one's position; keys and values of all before it are in the blocks.</param>
    /// <param name="blocks">The sequence's blocks, with room for these tokens; −1 for those given back.</param>
    /// <param name="logits">How many of the tokens, counted from the end, want logits.</param>
    /// <returns>The first of the rows of logits, as an index among them.</returns>
    public int Add(ReadOnlySpan<int> tokens, int start, IReadOnlyList<int> blocks, int logits)
    {
        int firstRow = _tokens.Count, firstLogits = _logitRows.Count;
        _slices.Add(new BatchSlice(firstRow, tokens.Length, start, blocks));
        for (int i = 0; i < tokens.Length; i++)
        {
            _tokens.Add(tokens[i]);
            _positions.Add(start + i);
            if (i >= tokens.Length - logits) _logitRows.Add(firstRow + i);
        }

        return firstLogits;
    }

    /// <summary>Asks for the hidden states of some of the tokens that were added last.</summary>
    /// <param name="first">The first of them, counted from the first token added.</param>
    /// <param name="count">How many.</param>
    /// <returns>The first of the rows of hidden states, as an index among them.</returns>
    public int WantHidden(int first, int count)
    {
        int firstHidden = _hiddenRows.Count, firstRow = _slices[^1].FirstRow + first;
        for (int i = 0; i < count; i++) _hiddenRows.Add(firstRow + i);
        return firstHidden;
    }
}

/// <summary>One sequence's share of a batch: rows <paramref name="FirstRow"/> … of positions <paramref name="Start"/> ….</summary>
public readonly record struct BatchSlice(int FirstRow, int RowCount, int Start, IReadOnlyList<int> Blocks);
