using Inference.ModelFiles.Tokenization.Models;
using Inference.ModelFiles.Tokenization.Patterns;

namespace Inference.ModelFiles.Tokenization.PreTokenization;

/// <summary>
/// GPT-2's: cuts into words, then writes bytes in the byte alphabet. Where nothing comes behind it but a byte-pair model, that last step
/// is left to the model (<paramref name="spell"/> false), which then looks at bytes and not at their spelling.
/// </summary>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex, bool spell) : IPreTokenizer
{
    public const string WordPattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private readonly Pattern? _words = useRegex ? new Pattern(WordPattern) : null;

    public ByteLevelPreTokenizer LeaveSpellingToTheModel() => new(addPrefixSpace, useRegex, spell: false);

    public void Apply(PieceBuffer buffer)
    {
        if (addPrefixSpace && buffer.Pieces.Exists(piece => buffer.Span(piece)[0] != ' '))
        {
            buffer.Rewrite(static (source, piece, text) =>
            {
                if (source.Span(piece)[0] != ' ')
                    text.Append(' ');
                text.Append(source.Span(piece));
            });
        }
        if (_words is not null)
            buffer.Split(_words, SplitBehavior.Isolated, invert: false);
        if (spell)
            buffer.Rewrite(static (source, piece, text) => text.Append(ByteAlphabet.Encode(source.Span(piece))));
    }
}
