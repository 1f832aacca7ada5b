using System.Numerics;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>The functions that every template sees, unless an input has the same name.</summary>
internal static class GlobalFunctions
{
    private const int LongestRange = 100_000;

    private static readonly Dictionary<string, object> _values = new OperationTable
    {
        { "range", "start stop? step?", (run, _, a) => Range(run, a) },
        { "dict", (run, _, a) => MakeMapping(run, a) },
        { "namespace", (run, _, a) => new NamespaceValue(MakeMapping(run, a)) },
        { "cycler", (run, _, a) => a.Positional.Length > 0 ? new Cycler(a.Positional) : throw run.Error("at least one item has to be provided") },
        { "joiner", "sep?", (_, _, a) => new Joiner(a.Or(0, ", ")) },
        { "raise_exception", "message", (run, _, a) => throw Raise(run, a[0]) },
        { "strftime_now", "format", (run, _, a) => Strftime.Format(run, a.Text(0), run.Now) },
    }.ToDictionary(operation => operation.Name, operation => (object)new BoundMethod(operation, null));

    public static bool TryGet(string name, out object? value)
    {
        bool found = _values.TryGetValue(name, out object? function);
        value = function;
        return found;
    }

    private static TemplateException Raise(Execution run, object? message) =>
        new(TemplateErrorKind.Raised, Representation.ToText(run, message), run.Line);

    private static Sequence Range(Execution run, BoundArguments a)
    {
        BigInteger start = a.Has(1) ? Whole(run, a[0]) : BigInteger.Zero;
        BigInteger stop = Whole(run, a.Has(1) ? a[1] : a[0]);
        BigInteger step = a.Has(2) ? Whole(run, a[2]) : BigInteger.One;
        if (step.IsZero) throw run.Error("range() arg 3 must not be zero");
        BigInteger count = step.Sign > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step;
        if (count.Sign < 0) count = BigInteger.Zero;
        if (count > LongestRange) throw run.Limit($"Range too big. The sandbox blocks ranges larger than {LongestRange}.");
        run.AllocateItems((long)count);
        var items = new object?[(int)count];
        for (int i = 0; i < items.Length; i++) items[i] = Integers.Normalize(start + (i * step));
        return new Sequence(items, SequenceKind.Range);
    }

    private static BigInteger Whole(Execution run, object? value)
    {
        run.RequireDefined(value);
        return Integers.TryGet(value, out BigInteger number)
            ? number
            : throw run.Error($"'{TypeNames.Of(value)}' object cannot be interpreted as an integer");
    }

    private static Mapping MakeMapping(Execution run, CallArguments arguments)
    {
        if (arguments.Positional.Length > 1) throw run.Error("dict expected at most 1 argument");
        run.AllocateItems(4);
        var mapping = new Mapping();
        if (arguments.Positional.Length == 1)
        {
            run.RequireDefined(arguments.Positional[0]);
            if (arguments.Positional[0] is Mapping source)
            {
                run.AllocateItems(source.Count * 2L);
                foreach ((object? key, object? value) in source.Entries) mapping[key] = value;
            }
            else
            {
                AddPairs(run, mapping, Iteration.Items(run, arguments.Positional[0]));
            }
        }

        run.AllocateItems(arguments.Named.Length);
        foreach ((string name, object? value) in arguments.Named) mapping[name] = value;
        return mapping;
    }

    private static void AddPairs(Execution run, Mapping mapping, object?[] pairs)
    {
        foreach (object? pair in pairs)
        {
            object?[] parts = Iteration.Items(run, pair);
            if (parts.Length != 2) throw run.Error($"dictionary update sequence element has length {parts.Length}; 2 is required");
            run.AllocateItems(2);
            mapping[run.RequireKey(parts[0])] = parts[1];
        }
    }
}
