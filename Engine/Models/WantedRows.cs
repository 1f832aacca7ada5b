using System.Runtime.InteropServices;
using Inference.Engine.Execution;

namespace Inference.Engine.Models;

/// <summary>Rows of a batch of which more is wanted than keys and values: the last layer computes no others to its end.</summary>
internal sealed class WantedRows
{
    private readonly List<int> _rows = [];
    private readonly List<int> _logits = [];
    private readonly List<int> _hidden = [];

    /// <summary>In ascending order.</summary>
    public ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>Where those that want logits stand among them.</summary>
    public ReadOnlySpan<int> Logits => CollectionsMarshal.AsSpan(_logits);

    /// <summary>Where those that want hidden states stand among them.</summary>
    public ReadOnlySpan<int> Hidden => CollectionsMarshal.AsSpan(_hidden);

    public void Find(ForwardBatch batch)
    {
        _rows.Clear();
        _logits.Clear();
        _hidden.Clear();
        ReadOnlySpan<int> logits = batch.LogitRows, hidden = batch.HiddenRows;
        while (!logits.IsEmpty || !hidden.IsEmpty)
        {
            int row = Math.Min(logits.IsEmpty ? int.MaxValue : logits[0], hidden.IsEmpty ? int.MaxValue : hidden[0]);
            Take(ref logits, row, _logits);
            Take(ref hidden, row, _hidden);
            _rows.Add(row);
        }
    }

    private void Take(ref ReadOnlySpan<int> wanted, int row, List<int> places)
    {
        if (wanted.IsEmpty || wanted[0] != row) return;
        places.Add(_rows.Count);
        wanted = wanted[1..];
    }
}
