using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Filters;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Methods;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Tests;

/// <summary>Every test (<c>value is name</c>) by name.</summary>
internal static class TestTable
{
    private static readonly Lazy<OperationTable> _table = new(() => new OperationTable
    {
        { "defined", "", (_, value, _) => Booleans.Box(value is not Undefined) },
        { "undefined", "", (_, value, _) => Booleans.Box(value is Undefined) },
        { "none", "", (_, value, _) => Booleans.Box(value is null) },
        { "boolean", "", (_, value, _) => Booleans.Box(value is bool) },
        { "true", "", (_, value, _) => Booleans.Box(value is true) },
        { "false", "", (_, value, _) => Booleans.Box(value is false) },
        { "integer", "", (_, value, _) => Booleans.Box(value is not bool && Integers.IsInteger(value)) },
        { "float", "", (_, value, _) => Booleans.Box(value is double) },
        { "number", "", (_, value, _) => Booleans.Box(Numbers.IsNumber(value)) },
        { "string", "", (_, value, _) => Booleans.Box(value is string) },
        { "mapping", "", (_, value, _) => Booleans.Box(value is Mapping) },
        { "sequence", "", (_, value, _) => Booleans.Box(value is Sequence { IsIndexable: true } or string or Mapping or Undefined) },
        { "iterable", "", (_, value, _) => Booleans.Box(Iteration.IsIterable(value)) },
        { "callable", "", (_, value, _) => Booleans.Box(value is Callable or Undefined) },
        { "escaped", "", (_, _, _) => Booleans.Box(false) },
        { "lower", "", (run, value, _) => Booleans.Box(StringClassMethods.IsCase(run, Representation.ToText(run, value), upper: false)) },
        { "upper", "", (run, value, _) => Booleans.Box(StringClassMethods.IsCase(run, Representation.ToText(run, value), upper: true)) },
        { "filter", "", (_, value, _) => Booleans.Box(value is string name && FilterTable.Find(name) is not null) },
        { "test", "", (_, value, _) => Booleans.Box(value is string name && Find(name) is not null) },
        { "odd", "", (run, value, _) => Booleans.Box(Remainder(run, value, Integers.Box(2)) is 1L or 1.0) },
        { "even", "", (run, value, _) => Booleans.Box(Remainder(run, value, Integers.Box(2)) is 0L or 0.0) },
        { "divisibleby", "num", (run, value, a) => Booleans.Box(Remainder(run, value, a[0]) is 0L or 0.0) },
        { "sameas", "other", (_, value, a) => Booleans.Box(IsSame(value, a[0])) },
        { "in", "seq", (run, value, a) => Booleans.Box(Iteration.Contains(run, a[0], value)) },
        { "eq", "other", (run, value, a) => Booleans.Box(Equality.AreEqual(run, value, a[0])) },
        { "ne", "other", (run, value, a) => Booleans.Box(!Equality.AreEqual(run, value, a[0])) },
        { "lt", "other", (run, value, a) => Booleans.Box(Ordering.Holds(run, value, a[0], "<")) },
        { "le", "other", (run, value, a) => Booleans.Box(Ordering.Holds(run, value, a[0], "<=")) },
        { "gt", "other", (run, value, a) => Booleans.Box(Ordering.Holds(run, value, a[0], ">")) },
        { "ge", "other", (run, value, a) => Booleans.Box(Ordering.Holds(run, value, a[0], ">=")) },
    }.WithAliases(
        ("equalto", "eq"), ("==", "eq"), ("!=", "ne"), ("<", "lt"), ("lessthan", "lt"), ("<=", "le"), (">", "gt"), ("greaterthan", "gt"), (">=", "ge")));

    public static Operation? Find(string name) => _table.Value.TryGet(name, out Operation? test) ? test : null;

    private static object? Remainder(Execution run, object? value, object? divisor) => Arithmetic.Apply(run, "%", value, divisor);

    private static bool IsSame(object? a, object? b) => a switch
    {
        bool or long or string or double => b is not null && a.GetType() == b.GetType() && a.Equals(b),
        _ => ReferenceEquals(a, b),
    };
}
