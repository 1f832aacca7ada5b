using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Methods;

internal static class SequenceMethods
{
    public static OperationTable Table { get; } = new()
    {
        { "index", "value start? stop?", Index },
        { "count", "value", (run, self, a) => Integers.Box(((Sequence)self!).Items.Count(item => Equality.AreEqual(run, item, a[0]))) },
        { "copy", "", (_, self, _) => self },
    };

    private static object? Index(Execution run, object? self, BoundArguments a)
    {
        object?[] items = ((Sequence)self!).Items;
        int start = Position(a.Integer(1, 0), items.Length), stop = Position(a.Integer(2, items.Length), items.Length);
        for (int i = start; i < stop; i++)
        {
            if (Equality.AreEqual(run, items[i], a[0])) return Integers.Box(i);
        }

        throw run.Error("the value is not in the list");
    }

    private static int Position(int index, int length) => Math.Clamp(index < 0 ? index + length : index, 0, length);
}
