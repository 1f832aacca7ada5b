namespace Inference.ModelFiles.Tokenization.Models;

/// <summary>Writes the symbols that a piece starts as, before any merge.</summary>
internal interface ISymbolSource
{
    /// <summary>The piece as the vocabulary would write it.</summary>
    string Spell(ReadOnlySpan<char> piece);

    /// <param name="symbols">Room for three symbols for each UTF-16 unit of the piece.</param>
    /// <returns>How many symbols were written.</returns>
    int Fill(ReadOnlySpan<char> piece, Span<int> symbols);
}
