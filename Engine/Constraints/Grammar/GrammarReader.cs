using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.Grammar;

/// <summary>
/// Reads grammars. Rules defined by <c>::=</c> are GBNF or EBNF and begin with <c>root</c>; those defined by <c>:</c> are Lark's and
/// begin with <c>start</c>.
/// </summary>
internal static class GrammarReader
{
    public static RuleSet Read(string text)
    {
        GrammarScanner scanner = new(text);
        GrammarRules rules = new();
        while (scanner.SkipToRule())
        {
            string name = scanner.RuleName(out bool isLark);
            rules.Define(name, new GrammarExpression(scanner, rules, isLark).Alternatives(), scanner);
            scanner.EndRule();
        }

        return rules.Finish();
    }
}
