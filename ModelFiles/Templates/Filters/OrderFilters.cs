using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Methods;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Filters;

/// <summary>Filters that compare the items of a sequence.</summary>
internal static class OrderFilters
{
    public static OperationTable Table { get; } = new()
    {
        { "sort", "reverse? case_sensitive? attribute?", Sort },
        { "dictsort", "case_sensitive? by? reverse?", SortMapping },
        { "unique", "case_sensitive? attribute?", Unique },
        { "min", "case_sensitive? attribute?", (run, value, a) => Extreme(run, value, a, "<") },
        { "max", "case_sensitive? attribute?", (run, value, a) => Extreme(run, value, a, ">") },
    };

    private static Sequence Sort(Execution run, object? value, BoundArguments a)
    {
        bool caseSensitive = a.Flag(1);
        AttributePath[] paths = a.Or(2, null) is string attributes
            ? [.. attributes.Split(',').Select(attribute => new AttributePath(attribute))]
            : [new AttributePath(a.Or(2, null))];
        return new Sequence(Sorting.Stable(run, Iteration.Items(run, value), Key, descending: a.Flag(0)));

        object? Key(object? item) => paths.Length == 1
            ? paths[0].GetKey(run, item, caseSensitive)
            : new Sequence(run.Track(Array.ConvertAll(paths, path => path.GetKey(run, item, caseSensitive))));
    }

    private static Sequence SortMapping(Execution run, object? value, BoundArguments a)
    {
        run.RequireDefined(value);
        if (value is not Mapping mapping) throw run.Error($"'{TypeNames.Of(value)}' object has no attribute 'items'");
        string by = a.OptionalText(1) ?? "key";
        if (by is not ("key" or "value")) throw run.Error("You can only sort by either \"key\" or \"value\"");
        var path = new AttributePath(Integers.Box(by == "key" ? 0 : 1));
        bool caseSensitive = a.Flag(0);
        return new Sequence(Sorting.Stable(run, MappingMethods.Items(run, mapping), item => path.GetKey(run, item, caseSensitive), a.Flag(2)));
    }

    private static Generator Unique(Execution run, object? value, BoundArguments a)
    {
        var path = new AttributePath(a.Or(1, null));
        var seen = new Mapping();
        var unique = new List<object?>();
        foreach (object? item in Iteration.Items(run, value))
        {
            run.AllocateItems(3);
            object? key = run.RequireKey(path.GetKey(run, item, a.Flag(0)));
            if (seen.Contains(key)) continue;
            seen[key] = null;
            unique.Add(item);
        }

        return new Generator([.. unique]);
    }

    private static object? Extreme(Execution run, object? value, BoundArguments a, string symbol)
    {
        var path = new AttributePath(a.Or(1, null));
        object?[] items = Iteration.Items(run, value);
        if (items.Length == 0) return new Undefined("No aggregated item, sequence was empty.");
        object? best = items[0], bestKey = path.GetKey(run, best, a.Flag(0));
        foreach (object? item in items.AsSpan(1))
        {
            object? key = path.GetKey(run, item, a.Flag(0));
            if (Ordering.Holds(run, key, bestKey, symbol)) (best, bestKey) = (item, key);
        }

        return best;
    }
}
