using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Filters;

/// <summary>Filters that cut a sequence into parts.</summary>
internal static class GroupingFilters
{
    private static readonly string[] _groupFields = ["grouper", "list"];

    public static OperationTable Table { get; } = new()
    {
        { "batch", "linecount fill_with?", Batch },
        { "slice", "slices fill_with?", Slice },
        { "groupby", "attribute default? case_sensitive?", GroupBy },
    };

    private static Generator Batch(Execution run, object? value, BoundArguments a)
    {
        object?[] items = Iteration.Items(run, value);
        int size = a.Integer(0, 1);
        if (size <= 0) throw run.Error("batch wants a positive size");
        var batches = new List<object?>();
        run.AllocateItems(items.Length * 2L);
        for (int at = 0; at < items.Length; at += size)
        {
            object?[] batch = items[at..(int)Math.Min(items.Length, (long)at + size)];
            batches.Add(new Sequence(Fill(run, batch, size - batch.Length, a.Or(1, null))));
            if (size > items.Length) break;
        }

        return new Generator([.. batches]);
    }

    private static Generator Slice(Execution run, object? value, BoundArguments a)
    {
        object?[] items = Iteration.Items(run, value);
        int slices = a.Integer(0, 1);
        if (slices <= 0) throw run.Error("slice wants a positive number");
        run.AllocateItems(items.Length + (slices * 2L));
        int size = items.Length / slices, longer = items.Length % slices, start = 0;
        var result = new object?[slices];
        for (int i = 0; i < slices; i++)
        {
            int end = start + size + (i < longer ? 1 : 0);
            result[i] = new Sequence(Fill(run, items[start..end], i < longer ? 0 : 1, a.Or(1, null)));
            start = end;
        }

        return new Generator(result);
    }

    private static object?[] Fill(Execution run, object?[] items, int missing, object? filler)
    {
        if (filler is null || missing <= 0) return items;
        run.AllocateItems(missing);
        return [.. items, .. Enumerable.Repeat(filler, missing)];
    }

    private static Sequence GroupBy(Execution run, object? value, BoundArguments a)
    {
        var path = new AttributePath(a[0], a.Or(1, null));
        bool caseSensitive = a.Flag(2);
        object?[] items = Sorting.Stable(run, Iteration.Items(run, value), item => path.GetKey(run, item, caseSensitive));
        var groups = new List<object?>();
        for (int start = 0, end; start < items.Length; start = end)
        {
            object? key = path.GetKey(run, items[start], caseSensitive);
            for (end = start + 1; end < items.Length && Equality.AreEqual(run, path.GetKey(run, items[end], caseSensitive), key); end++)
            {
            }

            run.AllocateItems(end - start + 2);
            groups.Add(new Sequence([path.Get(run, items[start]), new Sequence(items[start..end])], SequenceKind.Tuple) { FieldNames = _groupFields });
        }

        return new Sequence([.. groups]);
    }
}
