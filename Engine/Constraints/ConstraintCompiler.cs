using System.Buffers;
using System.Text;
using Inference.Contracts;
using Inference.Engine.Constraints.Expressions;
using Inference.Engine.Constraints.Grammar;
using Inference.Engine.Constraints.JsonSchema;
using Inference.Engine.Constraints.Masks;
using Inference.Engine.Constraints.Regex;

namespace Inference.Engine.Constraints;

/// <summary>Makes constraints ready for one vocabulary, and keeps those used last. May be called from many threads.</summary>
internal sealed class ConstraintCompiler(ITokenVocabulary vocabulary, int rowSize)
{
    private readonly Lazy<TokenTrie> _trie = new(() => TokenTrie.Of(vocabulary, rowSize));
    private readonly Lock _lock = new();
    private readonly Dictionary<ConstraintSpec, LinkedListNode<(ConstraintSpec Spec, Lazy<CompiledConstraint> Compiled)>> _kept = [];
    private readonly LinkedList<(ConstraintSpec Spec, Lazy<CompiledConstraint> Compiled)> _byUse = [];

    /// <summary>The constraint, made ready now unless it is kept. This may take a second.</summary>
    /// <exception cref="InferenceException">It cannot be used, with the reason.</exception>
    public CompiledConstraint Compile(ConstraintSpec spec) => Find(spec).Value;

    /// <summary>Whether a constraint is ready already.</summary>
    public bool IsReady(ConstraintSpec spec)
    {
        lock (_lock) return _kept.TryGetValue(spec, out var node) && node.Value.Compiled.IsValueCreated;
    }

    /// <summary>What a constraint says, as rules.</summary>
    internal static RuleSet Read(ConstraintSpec spec)
    {
        if (spec.Text.Length > ConstraintLimits.TextLength) throw ConstraintError.TooLarge($"its text is longer than {ConstraintLimits.TextLength} characters");
        if (!IsUnicode(spec.Text)) throw ConstraintError.Of("The constraint has half of a surrogate pair, which is no text.");
        return spec.Kind switch
        {
            ConstraintKind.Json => SchemaReader.AnyObject(),
            ConstraintKind.JsonSchema => SchemaReader.Read(spec.Text),
            ConstraintKind.Regex => RuleSet.Of(RegexParser.Whole(spec.Text)),
            ConstraintKind.Choice => ChoiceReader.Read(spec.Text),
            ConstraintKind.Grammar => GrammarReader.Read(spec.Text),
            _ => throw ConstraintError.Of($"There is no kind of constraint {spec.Kind}."),
        };
    }

    private static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            if (Rune.DecodeFromUtf16(text, out _, out int length) != OperationStatus.Done) return false;
            text = text[length..];
        }

        return true;
    }

    private Lazy<CompiledConstraint> Find(ConstraintSpec spec)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(spec, out var known))
            {
                _byUse.Remove(known);
                _byUse.AddFirst(known);
                return known.Value.Compiled;
            }

            Lazy<CompiledConstraint> compiled = new(() => new CompiledConstraint(Read(spec), vocabulary, _trie.Value));
            _kept.Add(spec, _byUse.AddFirst((spec, compiled)));
            if (_byUse.Count > ConstraintLimits.CachedConstraints)
            {
                _kept.Remove(_byUse.Last!.Value.Spec);
                _byUse.RemoveLast();
            }

            return compiled;
        }
    }
}
