using System.Numerics;
using Inference.Contracts;

namespace Inference.Engine.Sampling;

/// <summary>A row of logits seen as a whole: its greatest one, and whether it can be sampled from.</summary>
internal static class LogitRow
{
    /// <summary>The greatest logit; −∞ is a token that cannot be.</summary>
    /// <returns>False where some logit is NaN or +∞, or all are −∞.</returns>
    public static bool TryMax(ReadOnlySpan<float> logits, out float max)
    {
        var lanes = new Vector<float>(float.NegativeInfinity);
        var infinity = new Vector<float>(float.PositiveInfinity);
        Vector<int> sound = Vector<int>.AllBitsSet;
        int i = 0;
        for (; i <= logits.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var values = new Vector<float>(logits[i..]);
            sound &= Vector.LessThan(values, infinity);
            lanes = Vector.ConditionalSelect(Vector.GreaterThan(values, lanes), values, lanes);
        }

        max = float.NegativeInfinity;
        bool allSound = Vector.EqualsAll(sound, Vector<int>.AllBitsSet);
        for (int lane = 0; lane < Vector<float>.Count; lane++) max = lanes[lane] > max ? lanes[lane] : max;
        for (; i < logits.Length; i++)
        {
            allSound &= logits[i] < float.PositiveInfinity;
            max = logits[i] > max ? logits[i] : max;
        }

        return allSound && max > float.NegativeInfinity;
    }

    /// <summary>The greatest of the logits that a model computed.</summary>
    /// <exception cref="InferenceException">They are not numbers: the model or its arithmetic is broken.</exception>
    public static float MaxOfModel(ReadOnlySpan<float> logits) => TryMax(logits, out float max)
        ? max
        : throw new InferenceException(InferenceError.EngineFailed, "The model's logits are not finite: no token can be chosen from them.");

    /// <summary>The first token with this logit.</summary>
    public static int IndexOf(ReadOnlySpan<float> logits, float value)
    {
        var wanted = new Vector<float>(value);
        int i = 0;
        while (i <= logits.Length - Vector<float>.Count && !Vector.EqualsAny(new Vector<float>(logits[i..]), wanted)) i += Vector<float>.Count;
        while (logits[i] != value) i++;
        return i;
    }
}
