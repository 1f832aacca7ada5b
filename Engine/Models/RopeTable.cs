using Inference.Kernels.Buffers;

namespace Inference.Engine.Models;

/// <summary>The angles of positions, computed when they are first asked for. Memory is taken as they are.</summary>
internal sealed class RopeTable : IDisposable
{
    private readonly RopeFrequencies _frequencies;
    private readonly RowBuffer _angles;
    private readonly bool[] _known;

    public RopeTable(RopeFrequencies frequencies, int positions)
    {
        _frequencies = frequencies;
        _angles = new RowBuffer(2 * frequencies.PerPosition.Length);
        _angles.Resize(positions);
        _known = new bool[positions];
    }

    /// <summary>A position's cosines, then its sines.</summary>
    public ReadOnlySpan<float> Of(int position)
    {
        Span<float> angles = _angles.Row(position);
        if (_known[position]) return angles;
        _frequencies.Fill(position, angles);
        _known[position] = true;
        return angles;
    }

    public void Dispose() => _angles.Dispose();
}
