using Inference.Contracts;
using Inference.Engine.Constraints;

namespace Inference.Engine.Tests.Constraints;

public sealed class ConstraintCompilerTests
{
    [Theory]
    [InlineData(ConstraintKind.JsonSchema, "{\"const\":\"", "\"}")]
    [InlineData(ConstraintKind.Regex, "a", "")]
    [InlineData(ConstraintKind.Choice, "[\"", "\"]")]
    [InlineData(ConstraintKind.Choice, "[\"\\ud800", "\"]", false)]
    [InlineData(ConstraintKind.Grammar, "root ::= \"", "\"")]
    public void Compile_HalfOfASurrogatePair_IsRefused(ConstraintKind kind, string before, string behind, bool isThere = true)
    {
        // As it is, which no test's name can be, or as an escape.
        string half = isThere ? '\ud800'.ToString() : "";
        var refusal = Assert.Throws<InferenceException>(() => RandomWriter.Compile(kind, before + half + behind));

        Assert.Equal((InferenceError.InvalidRequest, ConstraintError.Parameter), (refusal.Error, refusal.Parameter));
    }

    [Theory]
    [InlineData(ConstraintKind.JsonSchema, """{"const":"\ud83d\ude00"}""")]
    [InlineData(ConstraintKind.JsonSchema, """{"const":"😀"}""")]
    [InlineData(ConstraintKind.Regex, "😀")]
    public void Compile_WholePairs_AreText(ConstraintKind kind, string text) => Assert.NotNull(RandomWriter.Compile(kind, text));
}
