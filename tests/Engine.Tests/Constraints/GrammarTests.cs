using Inference.Contracts;
using Inference.Engine.Constraints;

namespace Inference.Engine.Tests.Constraints;

public sealed class GrammarTests
{
    private const string Arithmetic = """
        # sums of products
        root ::= expr
        expr ::= term (("+" | "-") term)*
        term ::= factor ([*/] factor)*
        factor ::= number | "(" expr ")"
          | "-" factor
        number ::= [0-9]{1,3} ("." [0-9]+)?
        """;

    private const string Lark = """
        // a list
        start: "[" [item ("," item)*] "]"
        ?item: NUMBER -> number
             | WORD
             | start
        NUMBER: /-?[0-9]+/
        WORD: "yes"i | "a".."c" ~ 2..3
        """;

    private const string Palindromes = """root ::= "a" root "a" | "b" root "b" | "" """;

    [Theory]
    [InlineData(Arithmetic, "1+2*(3-4.5)", true)]
    [InlineData(Arithmetic, "((((1))))", true)]
    [InlineData(Arithmetic, "((1)", false)]
    [InlineData(Arithmetic, "1234", false)]
    [InlineData(Arithmetic, "--1", true)]
    [InlineData(Lark, "[]", true)]
    [InlineData(Lark, "[1,yEs,[ab,-2]]", true)]
    [InlineData(Lark, "[a]", false)]
    [InlineData(Palindromes, "abba", true)]
    [InlineData(Palindromes, "", true)]
    [InlineData(Palindromes, "abab", false)]
    [InlineData("root ::= \"\\\"\" 'x' [^\\]\"] \"\\n\";", "\"xy\n", true)]
    [InlineData("<root> ::= <a> <a>\n<a> ::= \"q\" | ", "q", true)]
    public void Accepts_Text_AsTheGrammarSays(string grammar, string text, bool expected) =>
        Assert.Equal(expected, RandomWriter.Accepts(RandomWriter.Compile(ConstraintKind.Grammar, grammar), text));

    [Fact]
    public void Write_Palindromes_EveryTextIsOne()
    {
        Random random = new(3);
        CompiledConstraint constraint = RandomWriter.Compile(ConstraintKind.Grammar, Palindromes);
        for (int i = 0; i < 50; i++)
        {
            (byte[] bytes, bool whole) = RandomWriter.Write(constraint, random);
            if (whole) Assert.Equal(bytes.AsEnumerable().Reverse(), bytes);
        }
    }

    [Theory]
    [InlineData("root ::= root \"a\" | \"a\"", "Left recursion")]
    [InlineData("root ::= a root | \"y\"\na ::= \"\" | \"x\"", "Left recursion")]
    [InlineData("root ::= b", "does not define")]
    [InlineData("x ::= \"a\"", "no rule 'root'")]
    [InlineData("root ::= \"a\nroot2 ::= \"b\"", "closing quote")]
    [InlineData("root ::= \"a\"\nroot ::= \"b\"", "twice")]
    [InlineData("root ::= (\"a\"", "missing")]
    [InlineData("root ::= \"a\" root", "No text")]
    [InlineData("%import common.WS\nstart: WS", "directives")]
    [InlineData("root", "'::='")]
    [InlineData("", "no rule 'root'")]
    public void Compile_UnusableGrammar_IsRefusedAndSaysWhy(string grammar, string why)
    {
        var refusal = Assert.Throws<InferenceException>(() => RandomWriter.Compile(ConstraintKind.Grammar, grammar));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Accepts_ManyReadings_StaysBounded()
    {
        CompiledConstraint constraint = RandomWriter.Compile(ConstraintKind.Grammar, "root ::= \"a\" root root | \"a\"");
        Assert.True(RandomWriter.Accepts(constraint, new string('a', 201)));
    }

    [Theory]
    [InlineData("[\"yes\",\"no\",\"née\"]", "née", true)]
    [InlineData("[\"yes\",\"no\"]", "ye", false)]
    public void Accepts_Choice_OnlyThoseListed(string choices, string text, bool expected) =>
        Assert.Equal(expected, RandomWriter.Accepts(RandomWriter.Compile(ConstraintKind.Choice, choices), text));

    [Theory]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("x")]
    public void Compile_NoChoices_IsRefused(string choices) =>
        Assert.Throws<InferenceException>(() => RandomWriter.Compile(ConstraintKind.Choice, choices));
}
