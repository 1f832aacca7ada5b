using Inference.ModelFiles.Tokenization.Decoding;
using Inference.ModelFiles.Tokenization.Models;
using Inference.ModelFiles.Tokenization.Normalization;
using Inference.ModelFiles.Tokenization.PostProcessing;
using Inference.ModelFiles.Tokenization.PreTokenization;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>The <c>bert</c> kind of GGUF tokenizer: WordPiece with '▁' before the tokens that start a word, and nothing before the others.</summary>
internal static class GgufWordPiece
{
    public static TokenizerParts Read(GgufVocabulary source) => new(source.Vocabulary,
        new WordPieceModel(source.Vocabulary, WordBoundary.Space.ToString(), "", source.Unknown, int.MaxValue),
        new DecoderChain([new ReplaceCharacterDecoder(WordBoundary.Space, " "), new FuseDecoder(), new StripDecoder(' ', 1, 0)]))
    {
        Normalizer = BertNormalizer.Create(cleanText: true, handleChineseCharacters: true, stripAccents: true, lowercase: true),
        PreTokenizer = SplitPreTokenizer.Bert(),
        Frame = new SpecialFrame(
            source.AddBos != false && source.Bos is { } first ? [first] : [],
            source.AddSeparator != false && source.Separator is { } last ? [last] : []),
    };
}
