using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Methods;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Filters;

internal static class SequenceFilters
{
    public static OperationTable Table { get; } = new()
    {
        { "length", "", (run, value, _) => Integers.Box(Iteration.Length(run, value)) },
        { "first", "", First },
        { "last", "", Last },
        { "random", "", (run, value, _) => First(run, value, default) },
        { "join", "d? attribute?", Join },
        { "reverse", "", Reverse },
        { "items", "", Items },
        { "sum", "attribute? start?", Sum },
    };

    private static object? First(Execution run, object? value, BoundArguments a)
    {
        if (value is Generator generator) return generator.TryTake(out object? item) ? item : Empty("first");
        object?[] items = Iteration.Items(run, value);
        return items.Length > 0 ? items[0] : Empty("first");
    }

    private static object? Last(Execution run, object? value, BoundArguments a)
    {
        if (value is Generator) throw run.Error("'generator' object is not reversible");
        object?[] items = Iteration.Items(run, value);
        return items.Length > 0 ? items[^1] : Empty("last");
    }

    private static Undefined Empty(string which) => new($"No {which} item, sequence was empty.");

    private static string Join(Execution run, object? value, BoundArguments a)
    {
        object?[] items = Iteration.Items(run, value);
        if (a.Or(1, null) is object attribute)
        {
            var path = new AttributePath(attribute);
            items = run.Track(Array.ConvertAll(items, item => path.Get(run, item)));
        }

        return TextOperations.Join(run, Representation.ToText(run, a.Or(0, "")), items);
    }

    private static object Reverse(Execution run, object? value, BoundArguments a)
    {
        if (value is string text)
        {
            run.AllocateText(text.Length * 2L);
            return CodePoints.Reverse(text);
        }

        if (!Iteration.IsIterable(value)) throw run.Error("argument must be iterable");
        object?[] items = [.. run.Track(Iteration.Items(run, value))];
        Array.Reverse(items);
        return value is Generator ? new Sequence(items) : new Generator(items);
    }

    private static Generator Items(Execution run, object? value, BoundArguments a) => value switch
    {
        Undefined => new Generator([]),
        Mapping mapping => new Generator(MappingMethods.Items(run, mapping)),
        _ => throw run.Error("Can only get item pairs from a mapping."),
    };

    private static object? Sum(Execution run, object? value, BoundArguments a)
    {
        var path = new AttributePath(a.Or(0, null));
        object? sum = a.Or(1, Integers.Box(0));
        if (sum is string) throw run.Error("sum() can't sum strings [use ''.join(seq) instead]");
        foreach (object? item in Iteration.Items(run, value))
        {
            run.Step();
            sum = Arithmetic.Apply(run, "+", sum, path.Get(run, item));
        }

        return sum;
    }
}
