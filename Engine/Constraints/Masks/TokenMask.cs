using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Inference.Engine.Constraints.Masks;

/// <summary>A set of tokens. Immutable; few tokens are kept as a list, many as bits.</summary>
internal sealed class TokenMask
{
    private readonly int[]? _tokens;
    private readonly ulong[]? _bits;

    private TokenMask(int[]? tokens, ulong[]? bits) => (_tokens, _bits) = (tokens, bits);

    public bool IsEmpty => _tokens is { Length: 0 };

    public int Bytes => _tokens is null ? _bits!.Length * sizeof(ulong) : _tokens.Length * sizeof(int);

    public static TokenMask Of(ReadOnlySpan<ulong> bits)
    {
        int count = 0;
        foreach (ulong word in bits) count += BitOperations.PopCount(word);
        if (count > bits.Length) return new TokenMask(null, bits.ToArray());
        var tokens = new int[count];
        int next = 0;
        for (int i = 0; i < bits.Length; i++)
        {
            for (ulong word = bits[i]; word != 0; word &= word - 1) tokens[next++] = (i * 64) + BitOperations.TrailingZeroCount(word);
        }

        return new TokenMask(tokens, null);
    }

    public bool Contains(int token) => _bits is null
        ? Array.BinarySearch(_tokens!, token) >= 0
        : ((_bits[token >> 6] >> (token & 63)) & 1) != 0;

    public void AddTo(Span<ulong> bits)
    {
        if (_bits is not null)
        {
            Span<ulong> target = bits[.._bits.Length];
            for (int i = 0; i < target.Length; i++) target[i] |= _bits[i];
            return;
        }

        foreach (int token in _tokens!) bits[token >> 6] |= 1UL << (token & 63);
    }

    /// <summary>Makes all tokens impossible that are not in the set.</summary>
    public void Restrict(Span<float> logits)
    {
        if (_bits is null)
        {
            RestrictToFew(logits);
            return;
        }

        for (int i = 0; i < _bits.Length; i++)
        {
            ulong excluded = ~_bits[i];
            if (excluded == 0) continue;
            Span<float> part = logits.Slice(i * 64, Math.Min(64, logits.Length - (i * 64)));
            if (excluded == ulong.MaxValue)
            {
                part.Fill(float.NegativeInfinity);
                continue;
            }

            Restrict(part, _bits[i]);
        }
    }

    // Eight logits at a time; each lane looks at its own bit. Unoptimized, vectors are slower than no vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Restrict(Span<float> logits, ulong bits)
    {
        Vector256<int> lanes = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        Vector256<float> impossible = Vector256.Create(float.NegativeInfinity);
        int i = 0;
        for (; i <= logits.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<int> allowed = Vector256.Equals(Vector256.Create((int)(bits >> i)) & lanes, lanes);
            Vector256.ConditionalSelect(allowed.AsSingle(), Vector256.Create<float>(logits[i..]), impossible).CopyTo(logits[i..]);
        }

        for (; i < logits.Length; i++)
        {
            if (((bits >> i) & 1) == 0) logits[i] = float.NegativeInfinity;
        }
    }

    private void RestrictToFew(Span<float> logits)
    {
        Span<float> kept = _tokens!.Length <= 256 ? stackalloc float[_tokens.Length] : new float[_tokens.Length];
        for (int i = 0; i < kept.Length; i++) kept[i] = logits[_tokens[i]];
        logits.Fill(float.NegativeInfinity);
        for (int i = 0; i < kept.Length; i++) logits[_tokens[i]] = kept[i];
    }
}
