using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Methods;

internal static class MappingMethods
{
    public static OperationTable Table { get; } = new()
    {
        { "items", "", (run, self, _) => new Sequence(Items(run, (Mapping)self!), SequenceKind.Items) },
        { "keys", "", (run, self, _) => new Sequence(run.Track(Iteration.Keys((Mapping)self!)), SequenceKind.Keys) },
        { "values", "", (run, self, _) => new Sequence(run.Track([.. ((Mapping)self!).Entries.Select(entry => entry.Value)]), SequenceKind.Values) },
        { "get", "key default?", (run, self, a) => ((Mapping)self!).TryGet(run.RequireKey(a[0]), out object? value) ? value : a.Or(1, null) },
        { "copy", "", (_, self, _) => self },
    };

    public static object?[] Items(Execution run, Mapping mapping)
    {
        run.AllocateItems(mapping.Count * 3L);
        return [.. mapping.Entries.Select(entry => (object?)Sequence.Tuple(entry.Key, entry.Value))];
    }
}
