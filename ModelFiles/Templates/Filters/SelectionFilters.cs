using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Tests;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Filters;

/// <summary>Filters that apply a filter or a test to every item.</summary>
internal static class SelectionFilters
{
    public static OperationTable Table { get; } = new()
    {
        { "map", Map },
        { "select", (run, value, a) => Select(run, value, a, byAttribute: false, keep: true) },
        { "reject", (run, value, a) => Select(run, value, a, byAttribute: false, keep: false) },
        { "selectattr", (run, value, a) => Select(run, value, a, byAttribute: true, keep: true) },
        { "rejectattr", (run, value, a) => Select(run, value, a, byAttribute: true, keep: false) },
    };

    private static Generator Map(Execution run, object? value, CallArguments arguments)
    {
        Func<object?, object?> map = Mapper(run, arguments);
        if (!Truth.Of(value)) return new Generator([]);
        object?[] items = Iteration.Items(run, value);
        run.Enter();
        run.AllocateItems(items.Length);
        var mapped = new object?[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            run.Step();
            mapped[i] = map(items[i]);
        }

        run.Leave();
        return new Generator(mapped);
    }

    private static Func<object?, object?> Mapper(Execution run, CallArguments arguments)
    {
        if (arguments.Positional.Length == 0 && Array.Exists(arguments.Named, pair => pair.Key == "attribute"))
        {
            foreach ((string argument, object? _) in arguments.Named)
            {
                if (argument is not ("attribute" or "default")) throw run.Error($"Unexpected keyword argument '{argument}'");
            }

            var path = new AttributePath(arguments.Find("attribute"), arguments.Find("default"));
            return item => path.Get(run, item);
        }

        if (arguments.Positional.Length == 0) throw run.Error("map requires a filter argument");
        string name = arguments.Positional[0] as string ?? "";
        Operation filter = FilterTable.Find(name) ?? throw run.Error($"No filter named '{name}'.");
        CallArguments rest = arguments.Skip(1);
        return item => filter.Invoke(run, item, rest);
    }

    private static Generator Select(Execution run, object? value, CallArguments arguments, bool byAttribute, bool keep)
    {
        if (!Truth.Of(value)) return new Generator([]);
        AttributePath? path = null;
        if (byAttribute)
        {
            if (arguments.Positional.Length == 0) throw run.Error("Missing parameter for attribute name");
            path = new AttributePath(arguments.Positional[0]);
            arguments = arguments.Skip(1);
        }

        Func<object?, bool> test = Tester(run, arguments);
        var selected = new List<object?>();
        run.Enter();
        foreach (object? item in Iteration.Items(run, value))
        {
            run.Step();
            if (test(path is null ? item : path.Get(run, item)) == keep) selected.Add(item);
        }

        run.Leave();
        return new Generator(run.Track([.. selected]));
    }

    private static Func<object?, bool> Tester(Execution run, CallArguments arguments)
    {
        if (arguments.Positional.Length == 0) return Truth.Of;
        string name = arguments.Positional[0] as string ?? "";
        Operation test = TestTable.Find(name) ?? throw run.Error($"No test named '{name}'.");
        CallArguments rest = arguments.Skip(1);
        return item => Truth.Of(test.Invoke(run, item, rest));
    }
}
