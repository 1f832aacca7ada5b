using Inference.ModelFiles.Tokenization.Decoding;
using Inference.ModelFiles.Tokenization.Models;
using Inference.ModelFiles.Tokenization.Normalization;
using Inference.ModelFiles.Tokenization.PostProcessing;
using Inference.ModelFiles.Tokenization.PreTokenization;

namespace Inference.ModelFiles.Tokenization;

/// <summary>What a file says about its tokenizer, ready to be put together.</summary>
internal sealed record TokenizerParts(Vocabulary Vocabulary, ITokenModel Model, DecoderChain Decoder)
{
    public INormalizer? Normalizer { get; init; }

    public IPreTokenizer? PreTokenizer { get; init; }

    public SpecialFrame Frame { get; init; } = SpecialFrame.None;

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>Ids of special tokens that are not looked for in text.</summary>
    public IReadOnlyCollection<int> OtherSpecials { get; init; } = [];

    /// <summary>Tokens whose text in output is not what the vocabulary says.</summary>
    public IReadOnlyDictionary<int, string> OutputTexts { get; init; } = new Dictionary<int, string>();

    public int? Bos { get; init; }

    public int? Eos { get; init; }

    public int? Unknown { get; init; }

    public int? Pad { get; init; }

    public string Details { get; init; } = "";
}
