using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>The <c>loop</c> variable. Calling it renders the loop's body for other items, where the loop is marked recursive.</summary>
internal sealed class LoopValue(object?[] items, int depth, Func<object?, int, string>? recurse) : Callable, IAttributed
{
    private object?[]? _lastChanged;
    private BoundMethod? _cycle;
    private BoundMethod? _changed;

    public int Index { get; set; }

    public int Length => items.Length;

    public override object? Call(Execution run, CallArguments arguments)
    {
        if (recurse is null) throw run.Error("The loop must have the 'recursive' marker to be called recursively.");
        if (arguments.Positional.Length != 1) throw run.Error("loop() takes exactly one argument");
        return recurse(arguments.Positional[0], depth + 1);
    }

    public bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "index" => Integers.Box(Index + 1),
            "index0" => Integers.Box(Index),
            "revindex" => Integers.Box(items.Length - Index),
            "revindex0" => Integers.Box(items.Length - Index - 1),
            "first" => Booleans.Box(Index == 0),
            "last" => Booleans.Box(Index == items.Length - 1),
            "length" => Integers.Box(items.Length),
            "depth" => Integers.Box(depth + 1),
            "depth0" => Integers.Box(depth),
            "previtem" => Index > 0 ? items[Index - 1] : new Undefined("there is no previous item"),
            "nextitem" => Index + 1 < items.Length ? items[Index + 1] : new Undefined("there is no next item"),
            "cycle" => _cycle ??= new BoundMethod(new Operation("cycle", Cycle), this),
            "changed" => _changed ??= new BoundMethod(new Operation("changed", Changed), this),
            _ => Missing.Value,
        };
        return value is not Missing;
    }

    private object? Cycle(Execution run, object? subject, CallArguments arguments)
    {
        if (arguments.Positional.Length == 0) throw run.Error("no items for cycling given");
        return arguments.Positional[Index % arguments.Positional.Length];
    }

    private object Changed(Execution run, object? subject, CallArguments arguments)
    {
        object?[]? last = _lastChanged;
        _lastChanged = arguments.Positional;
        return Booleans.Box(last is null || !Equality.AreEqual(run, Sequence.Tuple(last), Sequence.Tuple(arguments.Positional)));
    }
}
