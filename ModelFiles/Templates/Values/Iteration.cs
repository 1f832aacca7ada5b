using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>What a loop over a value visits.</summary>
internal static class Iteration
{
    public static object?[] Items(Execution run, object? value)
    {
        switch (value)
        {
            case Sequence sequence: return sequence.Items;
            case Generator generator: return generator.TakeRest();
            case Undefined: return [];
            case Mapping mapping:
                return run.Track(Keys(mapping));
            case string text:
                run.AllocateItems(text.Length);
                return CodePoints.Split(text);
            default:
                throw run.Error($"'{TypeNames.Of(value)}' object is not iterable");
        }
    }

    public static bool IsIterable(object? value) => value is Sequence or Generator or Undefined or Mapping or string;

    public static object?[] Keys(Mapping mapping)
    {
        var keys = new object?[mapping.Count];
        for (int i = 0; i < keys.Length; i++) keys[i] = mapping.Entries[i].Key;
        return keys;
    }

    /// <summary>The length as Python's len gives it.</summary>
    public static int Length(Execution run, object? value)
    {
        switch (value)
        {
            case string text:
                run.ChargeText(text.Length);
                return CodePoints.Count(text);
            case Sequence sequence: return sequence.Items.Length;
            case Mapping mapping: return mapping.Count;
            case Undefined: return 0;
            case LoopValue loop: return loop.Length;
            default: throw run.Error($"object of type '{TypeNames.Of(value)}' has no len()");
        }
    }

    /// <summary>Python's <c>in</c>.</summary>
    public static bool Contains(Execution run, object? container, object? item)
    {
        switch (container)
        {
            case string text:
                run.RequireDefined(item);
                if (item is not string part) throw run.Error($"'in <string>' requires string as left operand, not {TypeNames.Of(item)}");
                return TextSearch.IndexOf(run, text, part, 0) >= 0;
            case Mapping mapping:
                return mapping.Contains(run.RequireKey(item));
            case Generator generator:
                return generator.TakeUntil(candidate => Equality.AreEqual(run, candidate, item));
            case Sequence or Undefined:
                foreach (object? candidate in Items(run, container))
                {
                    if (ReferenceEquals(candidate, item) || Equality.AreEqual(run, candidate, item)) return true;
                }

                return false;
            default:
                throw run.Error($"argument of type '{TypeNames.Of(container)}' is not iterable");
        }
    }
}
