using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.Grammar;

/// <summary>The rules of a grammar by name, defined or only used so far.</summary>
internal sealed class GrammarRules
{
    private readonly RuleSet _rules = new();
    private readonly Dictionary<string, (int Rule, int Line)> _numbers = [];
    private readonly HashSet<string> _defined = [];

    public Expr Use(string name, int line)
    {
        if (!_numbers.TryGetValue(name, out (int Rule, int) known)) _numbers.Add(name, known = (_rules.Declare(name), line));
        return new Expr.Call(known.Rule);
    }

    public void Define(string name, Expr body, GrammarScanner at)
    {
        if (!_defined.Add(name)) throw at.Wrong($"rule '{name}' is defined twice");
        _rules.Define(((Expr.Call)Use(name, at.Line)).Rule, body);
    }

    public RuleSet Finish()
    {
        foreach ((string name, (_, int line)) in _numbers)
        {
            if (!_defined.Contains(name)) throw ConstraintError.Of($"The grammar uses rule '{name}' in line {line} and does not define it.");
        }

        string root = _defined.Contains("root") ? "root" : "start";
        if (!_defined.Contains(root)) throw ConstraintError.Of("The grammar has no rule 'root' (or 'start') to begin with.");
        _rules.Root = _numbers[root].Rule;
        return _rules;
    }
}
