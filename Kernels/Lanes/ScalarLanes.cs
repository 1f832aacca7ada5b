using System.Runtime.CompilerServices;

namespace Inference.Kernels.Lanes;

/// <summary>One lane after the other: the reference.</summary>
[InlineArray(LaneCount.Value)]
internal unsafe struct ScalarLanes : ILanes<ScalarLanes>
{
    private float _first;

    public static bool HasManyRegisters => false;

    public static ScalarLanes Broadcast(float value)
    {
        ScalarLanes result = default;
        for (int i = 0; i < LaneCount.Value; i++) result[i] = value;
        return result;
    }

    public static ScalarLanes Load(float* source)
    {
        ScalarLanes result = default;
        for (int i = 0; i < LaneCount.Value; i++) result[i] = source[i];
        return result;
    }

    public static void Store(ScalarLanes value, float* destination)
    {
        for (int i = 0; i < LaneCount.Value; i++) destination[i] = value[i];
    }

    public static ScalarLanes Add(ScalarLanes left, ScalarLanes right)
    {
        for (int i = 0; i < LaneCount.Value; i++) left[i] += right[i];
        return left;
    }

    public static ScalarLanes Subtract(ScalarLanes left, ScalarLanes right)
    {
        for (int i = 0; i < LaneCount.Value; i++) left[i] -= right[i];
        return left;
    }

    public static ScalarLanes Multiply(ScalarLanes left, ScalarLanes right)
    {
        for (int i = 0; i < LaneCount.Value; i++) left[i] *= right[i];
        return left;
    }

    public static ScalarLanes Divide(ScalarLanes left, ScalarLanes right)
    {
        for (int i = 0; i < LaneCount.Value; i++) left[i] /= right[i];
        return left;
    }

    public static ScalarLanes MultiplyAdd(ScalarLanes left, ScalarLanes right, ScalarLanes addend)
    {
        for (int i = 0; i < LaneCount.Value; i++) addend[i] = MathF.FusedMultiplyAdd(left[i], right[i], addend[i]);
        return addend;
    }

    public static ScalarLanes Min(ScalarLanes left, ScalarLanes right)
    {
        for (int i = 0; i < LaneCount.Value; i++) right[i] = left[i] < right[i] ? left[i] : right[i];
        return right;
    }

    public static ScalarLanes Max(ScalarLanes left, ScalarLanes right)
    {
        for (int i = 0; i < LaneCount.Value; i++) right[i] = left[i] > right[i] ? left[i] : right[i];
        return right;
    }

    public static ScalarLanes PowerOfTwo(ScalarLanes biased)
    {
        for (int i = 0; i < LaneCount.Value; i++)
        {
            uint exponent = BitConverter.SingleToUInt32Bits(biased[i]) << 23;
            biased[i] = BitConverter.UInt32BitsToSingle(unchecked(exponent + 0x3F800000));
        }

        return biased;
    }

    public static void LoadPairs(ushort* source, out ScalarLanes first, out ScalarLanes second)
    {
        first = default;
        second = default;
        for (int i = 0; i < LaneCount.Value; i++)
        {
            first[i] = BitConverter.UInt32BitsToSingle((uint)source[2 * i] << 16);
            second[i] = BitConverter.UInt32BitsToSingle((uint)source[(2 * i) + 1] << 16);
        }
    }

    public static void LoadBytePairs(sbyte* source, out ScalarLanes first, out ScalarLanes second)
    {
        first = default;
        second = default;
        for (int i = 0; i < LaneCount.Value; i++)
        {
            first[i] = source[2 * i];
            second[i] = source[(2 * i) + 1];
        }
    }

    public static float Sum(ScalarLanes value)
    {
        for (int half = LaneCount.Value / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++) value[i] += value[i + half];
        }

        return value[0];
    }

    public static float Largest(ScalarLanes value)
    {
        for (int half = LaneCount.Value / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++) value[i] = value[i] > value[i + half] ? value[i] : value[i + half];
        }

        return value[0];
    }
}
