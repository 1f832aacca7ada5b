using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>The rules of JSON itself, made when they are first needed.</summary>
internal sealed class AnyJson(RuleSet rules)
{
    private Expr? _value, _string;

    public Expr String => _string ??= rules.Add("string", JsonText.String);

    public Expr Value => _value ??= MakeValue();

    public Expr Array => ListOf("[", Value, "]", 0, null);

    public Expr Object => ListOf("{", Pair(String, Value), "}", 0, null);

    public static Expr Pair(Expr key, Expr value) => Expr.Seq(key, JsonText.Colon, value);

    /// <summary>Items in brackets, with commas between them.</summary>
    public static Expr ListOf(string open, Expr item, string close, int min, int? max)
    {
        Expr some = max == 0
            ? Expr.Never
            : Expr.Seq(item, Expr.Times(Expr.Seq(JsonText.Comma, item), Math.Max(0, min - 1), max - 1), JsonText.Space);
        Expr filled = Expr.Seq(JsonText.Space, some);
        return Expr.Seq(Expr.Text(open), min == 0 ? Expr.Any(Expr.Nothing, filled) : filled, Expr.Text(close));
    }

    private Expr.Call MakeValue()
    {
        int rule = rules.Declare("value");
        Expr.Call value = new(rule);
        _value = value;
        rules.Define(rule, Expr.Any(Object, Array, String, JsonText.Number, JsonText.Boolean, JsonText.Null));
        return value;
    }
}
