using Inference.Kernels.Buffers;
using Inference.Kernels.Formats;
using Inference.Kernels.MachineCode.Tiles;
using Inference.Kernels.MatMul;
using Inference.Kernels.MatMul.Integer;

namespace Inference.Kernels.MachineCode;

/// <summary>
/// Compares every tile with its reference, bit for bit, on a few random inputs: a wrong instruction is no error, only a wrong number.
/// </summary>
internal sealed unsafe class MachineKernelCheck : IDisposable
{
    private const int MaxRows = 12, Inputs = 11, Stride = 64;
    private const int Groups = 2, GroupStride = 4;
    private const int SumBytes = MaxRows * PanelShape.Outputs * sizeof(float);

    private readonly Random _random = new(1);
    private readonly AlignedMemory _weights = new(PanelShape.Outputs * 32 * Groups);
    private readonly AlignedMemory _scales = new(2 * Groups * PanelShape.Outputs * sizeof(ushort));
    private readonly AlignedMemory _values = new(MaxRows * Stride * sizeof(float));
    private readonly AlignedMemory _rowScales = new(MaxRows * GroupStride * sizeof(float));
    private readonly AlignedMemory _sums = new(SumBytes), _expected = new(SumBytes);

    public static bool Passes(MachineKernels kernels)
    {
        using MachineKernelCheck check = new();
        return IntegerTileKind.All.All(kind => check.PassesIntegers(kernels.Integers, kind))
            && check.PassesHalves(kernels.Halves)
            && (kernels.Pairs is null || check.PassesPairs(kernels.Pairs));
    }

    public void Dispose()
    {
        foreach (AlignedMemory memory in new[] { _weights, _scales, _values, _rowScales, _sums, _expected }) memory.Dispose();
    }

    private bool PassesIntegers(IntegerTiles tiles, IntegerTileKind kind)
    {
        _random.NextBytes(new Span<byte>(_weights.Start, (int)_weights.Length));
        _random.NextBytes(new Span<byte>(_values.Start, (int)_values.Length));
        FillHalves(_scales);
        FillSingles(_rowScales);
        ushort* scales = (ushort*)_scales.Start;
        IntegerPanel panel = new()
        {
            Weights = _weights.Start,
            Scales = scales,
            Minimums = kind.HasMinimums ? scales + (Groups * PanelShape.Outputs) : null,
            Bits = kind.Bits,
            Group = kind.Group,
            Offset = kind.HasMinimums ? 0 : 1 << (kind.Bits - 1),
        };
        int* sums = stackalloc int[MaxRows * GroupStride];
        for (int i = 0; i < MaxRows * GroupStride; i++) sums[i] = _random.Next(-4000, 4001);
        QuantizedRows rows = new()
        {
            Values = (sbyte*)_values.Start,
            Stride = Stride,
            Scales = (float*)_rowScales.Start,
            Sums = sums,
            ScaledSums = (float*)_rowScales.Start,
            GroupStride = GroupStride,
        };
        return PassesAnyRows(
            IntegerTiles.MostRows,
            (count, result) => tiles.Accumulate(panel, rows, count, 0, Groups, result),
            (count, result) => ScalarIntegerPanelKernel.Accumulate(panel, rows, count, 0, Groups, result));
    }

    private bool PassesHalves(Float16Tiles tiles)
    {
        FillHalves(_weights);
        FillSingles(_values);
        byte* panel = _weights.Start;
        float* input = (float*)_values.Start;
        return PassesAnyRows(
            Float16Tile.MaxRows,
            (count, result) => tiles.Accumulate(panel, input, Stride, count, Inputs, result),
            (count, result) => ScalarPanelKernel.Accumulate(PanelElement.Float16, panel, input, Stride, count, Inputs, result));
    }

    private bool PassesPairs(BFloat16Tiles tiles)
    {
        FillBFloat16(_weights);
        FillBFloat16(_values);
        byte* panel = _weights.Start;
        BFloat16Rows input = new((ushort*)_values.Start, Stride);
        return PassesAnyRows(
            BFloat16Tile.MaxRows,
            (count, result) => tiles.Accumulate(panel, input, count, Inputs / 2, result),
            (count, result) => ScalarBFloat16Kernel.Accumulate(panel, input, count, Inputs / 2, result));
    }

    private bool PassesAnyRows(int most, Accumulate tested, Accumulate reference)
    {
        for (int rows = 1; rows <= most; rows++)
        {
            FillSingles(_sums);
            Buffer.MemoryCopy(_sums.Start, _expected.Start, SumBytes, SumBytes);
            tested(rows, (float*)_sums.Start);
            reference(rows, (float*)_expected.Start);
            if (!new Span<byte>(_sums.Start, SumBytes).SequenceEqual(new Span<byte>(_expected.Start, SumBytes))) return false;
        }

        return true;
    }

    private void FillSingles(AlignedMemory memory)
    {
        foreach (ref float value in new Span<float>(memory.Start, (int)memory.Length / sizeof(float))) value = Number();
    }

    private void FillHalves(AlignedMemory memory)
    {
        foreach (ref Half value in new Span<Half>(memory.Start, (int)memory.Length / sizeof(ushort))) value = (Half)Number();
    }

    private void FillBFloat16(AlignedMemory memory)
    {
        foreach (ref ushort value in new Span<ushort>(memory.Start, (int)memory.Length / sizeof(ushort))) value = BFloat16.FromSingle(Number());
    }

    private float Number() => (_random.NextSingle() * 2) - 1;

    private delegate void Accumulate(int rows, float* sums);
}
