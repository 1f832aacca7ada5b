using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Inference.Kernels.Formats;

namespace Inference.Kernels.Attention;

/// <summary>Stores one token's key and value of one head. Tokens of one block may be stored at the same time.</summary>
internal static unsafe class KeyValueWriter
{
    private const int Tokens = PagedKeyValues.BlockTokens;
    private const int Greatest = 127;

    /// <param name="cache">Where to.</param>
    /// <param name="target">The head's part of the block.</param>
    /// <param name="token">Which of the block's.</param>
    /// <param name="key">[dimension]</param>
    /// <param name="value">[dimension]</param>
    public static void Write(PagedKeyValues cache, byte* target, int token, float* key, float* value)
    {
        if (cache.Format == KeyValueFormat.Int8) WriteBytes(cache, target, token, key, value);
        else WriteHalves(cache, target, token, key, value);
    }

    [SkipLocalsInit]
    private static void WriteHalves(PagedKeyValues cache, byte* target, int token, float* key, float* value)
    {
        int dimension = cache.HeadDimension, width = cache.Width;
        ushort* rounded = stackalloc ushort[width];
        BFloat16.FromSingles(key, rounded, dimension);
        uint* keys = (uint*)target + token;
        for (int i = 0; i < dimension / 2; i++) keys[i * Tokens] = ((uint*)rounded)[i];

        BFloat16.FromSingles(value, rounded, dimension);
        ushort* values = (ushort*)(target + cache.ValuesOffset) + (token / 2 * 2 * width) + (token % 2);
        for (int i = 0; i < dimension; i++) values[2 * i] = rounded[i];

        // Columns that only fill the lanes take part in the arithmetic, not in the result.
        for (int i = dimension; i < width; i++) values[2 * i] = 0;
    }

    [SkipLocalsInit]
    private static void WriteBytes(PagedKeyValues cache, byte* target, int token, float* key, float* value)
    {
        int dimension = cache.HeadDimension, width = cache.Width;
        sbyte* rounded = stackalloc sbyte[width];
        float* scales = (float*)(target + cache.ScalesOffset);
        scales[token] = Round(key, rounded, dimension);
        ushort* keys = (ushort*)target + token;
        for (int i = 0; i < dimension / 2; i++) keys[i * Tokens] = ((ushort*)rounded)[i];

        scales[Tokens + token] = Round(value, rounded, dimension);
        sbyte* values = (sbyte*)target + cache.ValuesOffset + (token / 2 * 2 * width) + (token % 2);
        for (int i = 0; i < dimension; i++) values[2 * i] = rounded[i];
        for (int i = dimension; i < width; i++) values[2 * i] = 0;
    }

    /// <summary>The scale; NaN where a number is not finite, so that it is not lost.</summary>
    private static float Round(float* source, sbyte* target, int count)
    {
        float largest = 0;
        bool finite = true;
        for (int i = 0; i < count; i++)
        {
            float magnitude = MathF.Abs(source[i]);
            finite &= float.IsFinite(magnitude);
            largest = magnitude > largest ? magnitude : largest;
        }

        float scale = largest / Greatest;
        if (!finite || scale == 0)
        {
            new Span<sbyte>(target, count).Clear();
            return finite ? 0 : float.NaN;
        }

        // Halfway goes to the even number; the quotient of the largest may come out a hair above 127.
        for (int i = 0; i < count; i++) target[i] = (sbyte)Math.Clamp(MathF.Round(source[i] / scale), -Greatest, Greatest);
        return scale;
    }
}
