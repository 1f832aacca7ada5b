namespace Inference.ModelFiles.Templates.Lexing;

/// <param name="Text">Template text, a name, an operator, or the content of a string literal.</param>
/// <param name="Number">The value of a number literal: long, BigInteger or double.</param>
internal readonly record struct Token(TokenKind Kind, string Text, object? Number, int Line, int Column)
{
    public string Describe() => Kind switch
    {
        TokenKind.Data => "template text",
        TokenKind.VariableBegin => "{{",
        TokenKind.VariableEnd => "}}",
        TokenKind.BlockBegin => "{%",
        TokenKind.BlockEnd => "%}",
        TokenKind.String => "a string",
        TokenKind.Integer or TokenKind.Float => "a number",
        TokenKind.End => "the end of the template",
        _ => $"'{Text}'",
    };
}
