using System.Numerics;
using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Python's slices of texts and lists.</summary>
internal static class Slicing
{
    public static object? Slice(Execution run, object? owner, object? start, object? stop, object? step)
    {
        run.RequireDefined(owner);
        switch (owner)
        {
            case Sequence { IsIndexable: true } sequence:
                (int first, int count, int stride) = Resolve(run, sequence.Items.Length, start, stop, step);
                run.AllocateItems(count);
                if (stride == 1) return new Sequence(sequence.Items[first..(first + count)], sequence.Kind);
                var items = new object?[count];
                for (int i = 0; i < count; i++) items[i] = sequence.Items[first + (i * stride)];
                return new Sequence(items, sequence.Kind);
            case string text:
                return SliceText(run, text, start, stop, step);
            default:
                return Undefined.Element(owner);
        }
    }

    private static string SliceText(Execution run, string text, object? start, object? stop, object? step)
    {
        run.ChargeText(text.Length);
        (int first, int count, int stride) = Resolve(run, CodePoints.Count(text), start, stop, step);
        if (stride == 1)
        {
            int from = CodePoints.Offset(text, first);
            int to = from + CodePoints.Offset(text.AsSpan(from), count);
            run.AllocateText(to - from);
            return text[from..to];
        }

        run.AllocateText((long)text.Length + count);
        run.AllocateItems(text.Length);
        object?[] characters = CodePoints.Split(text);
        var slice = new string[count];
        for (int i = 0; i < count; i++) slice[i] = (string)characters[first + (i * stride)]!;
        return string.Concat(slice);
    }

    private static (int First, int Count, int Stride) Resolve(Execution run, int length, object? start, object? stop, object? step)
    {
        long stride = Bound(run, step) ?? 1;
        if (stride == 0) throw run.Error("slice step cannot be zero");
        long lowest = stride < 0 ? -1 : 0, highest = stride < 0 ? length - 1 : length;
        long first = Clamp(Bound(run, start), stride < 0 ? highest : lowest);
        long last = Clamp(Bound(run, stop), stride < 0 ? lowest : highest);
        long count = stride > 0 ? (last - first + stride - 1) / stride : (first - last - stride - 1) / -stride;
        return count <= 0 ? (0, 0, 1) : ((int)first, (int)count, count == 1 ? 1 : (int)stride);

        long Clamp(long? bound, long missing)
        {
            if (bound is not long at) return missing;
            return Math.Clamp(at < 0 ? at + length : at, lowest, highest);
        }
    }

    private static long? Bound(Execution run, object? value)
    {
        if (value is null) return null;
        run.RequireDefined(value);
        if (Integers.TryGetLong(value, out long bound)) return Math.Clamp(bound, -int.MaxValue, int.MaxValue);
        if (value is BigInteger big) return big.Sign * (long)int.MaxValue;
        throw run.Error("slice indices must be integers or None or have an __index__ method");
    }
}
