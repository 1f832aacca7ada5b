namespace Inference.Engine.Sampling;

/// <summary>A thread's memory for one row of logits: used again for every token, so that sampling allocates nothing.</summary>
internal sealed class SamplerScratch
{
    [ThreadStatic]
    private static SamplerScratch? t_current;

    private float[] _logits = [];
    private ulong[] _weights = [];
    private ulong[] _candidates = [];
    private ulong[] _order = [];

    public static SamplerScratch Current => t_current ??= new SamplerScratch();

    public Span<float> Logits(int count) => Room(ref _logits, count);

    public Span<ulong> Weights(int count) => Room(ref _weights, count);

    public Span<ulong> Candidates(int count) => Room(ref _candidates, count);

    public Span<ulong> Order(int count) => Room(ref _order, count);

    private static Span<T> Room<T>(ref T[] memory, int count)
    {
        if (memory.Length < count) memory = new T[count];
        return memory.AsSpan(0, count);
    }
}
