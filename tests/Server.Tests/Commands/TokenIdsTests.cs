using Inference.Server.Commands;
using Inference.Server.Terminal;

namespace Inference.Server.Tests.Commands;

public sealed class TokenIdsTests
{
    [Theory]
    [InlineData("", new int[0])]
    [InlineData("[ ]", new int[0])]
    [InlineData("7", new[] { 7 })]
    [InlineData(" 1, 2 ,3\n", new[] { 1, 2, 3 })]
    [InlineData("[1,2,\n 3]", new[] { 1, 2, 3 })]
    [InlineData("1 2\t3", new[] { 1, 2, 3 })]
    public void Parse_NumbersWithCommasOrSpacesBetween_ReadsThem(string text, int[] ids) => Assert.Equal(ids, TokenIds.Parse(text));

    [Theory]
    [InlineData("1,,2")]
    [InlineData("1, ,2")]
    [InlineData(",1")]
    [InlineData("[1,]")]
    [InlineData(",")]
    public void Parse_CommaThatIsNotBetweenTwo_IsRefused(string text) =>
        Assert.Contains("a comma without one", Assert.Throws<CommandException>(() => TokenIds.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[[1]]", "'[1]'")]
    [InlineData("1]", "'1]'")]
    [InlineData("1.5", "'1.5'")]
    [InlineData("1,99999999999", "'99999999999'")]
    public void Of_OtherThanANumber_IsNamed(string text, string wrong) =>
        Assert.EndsWith(wrong, Assert.Throws<UsageException>(() => TokenIds.Of("--tokens", text)).Message, StringComparison.Ordinal);
}
