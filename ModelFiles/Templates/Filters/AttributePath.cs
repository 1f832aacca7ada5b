using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Lexing;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Filters;

/// <summary>The attribute that a filter reads of every item: a name, a number, or names with dots between them.</summary>
internal sealed class AttributePath
{
    private readonly object?[] _parts;
    private readonly object? _default;

    public AttributePath(object? attribute, object? fallback = null)
    {
        _parts = attribute switch
        {
            null or Missing => [],
            string path => [.. path.Split('.').Select(part => part.Length > 0 && part.All(char.IsAsciiDigit) ? NumberLiteral.Parse(part, 10) : part)],
            _ => [attribute],
        };
        _default = fallback;
    }

    public object? Get(Execution run, object? item)
    {
        foreach (object? part in _parts)
        {
            run.Step();
            item = Attributes.GetItem(run, item, part);
            if (item is Undefined && _default is not null) item = _default;
        }

        return item;
    }

    /// <summary>The attribute as a key to sort or compare by.</summary>
    public object? GetKey(Execution run, object? item, bool caseSensitive)
    {
        object? key = Get(run, item);
        if (caseSensitive || key is not string text) return key;
        run.AllocateText(text.Length);
        return LetterCase.Lower(text);
    }
}
