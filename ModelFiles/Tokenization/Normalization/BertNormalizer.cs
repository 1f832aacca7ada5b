namespace Inference.ModelFiles.Tokenization.Normalization;

/// <summary>BERT's: clean up, set Chinese characters apart, strip accents, lower case; each only where asked for.</summary>
internal static class BertNormalizer
{
    public static NormalizerSequence Create(bool cleanText, bool handleChineseCharacters, bool stripAccents, bool lowercase)
    {
        List<INormalizer> steps = [];
        if (cleanText)
            steps.Add(CodePointNormalizer.BertClean);
        if (handleChineseCharacters)
            steps.Add(CodePointNormalizer.BertChinese);
        if (stripAccents)
            steps.AddRange([UnicodeNormalizer.Nfd, CodePointNormalizer.StripNonSpacingMarks]);
        if (lowercase)
            steps.Add(CodePointNormalizer.Lowercase);
        return new NormalizerSequence(steps);
    }
}
