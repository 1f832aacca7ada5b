namespace Inference.Engine.Constraints.Expressions;

/// <summary>Rules that call each other. A text follows the constraint where it is one of the root's.</summary>
internal sealed class RuleSet
{
    private readonly List<Expr?> _bodies = [];
    private readonly List<string> _names = [];

    public int Root { get; set; }

    public int Count => _bodies.Count;

    public string Name(int rule) => _names[rule];

    /// <summary>Makes a rule whose body is still to come.</summary>
    public int Declare(string name)
    {
        if (_bodies.Count == ConstraintLimits.Rules) throw ConstraintError.TooLarge($"more than {ConstraintLimits.Rules} rules");
        _bodies.Add(null);
        _names.Add(name);
        return _bodies.Count - 1;
    }

    public void Define(int rule, Expr body) => _bodies[rule] = body;

    public Expr.Call Add(string name, Expr body)
    {
        int rule = Declare(name);
        Define(rule, body);
        return new Expr.Call(rule);
    }

    public Expr Body(int rule) => _bodies[rule] ?? throw new InvalidOperationException($"Rule {_names[rule]} has no body.");

    /// <summary>The rule set that has one rule only.</summary>
    public static RuleSet Of(Expr root)
    {
        RuleSet rules = new();
        rules.Root = rules.Add("root", root).Rule;
        return rules;
    }
}
