using Inference.ModelFiles.Tokenization.Normalization;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Reads the <c>normalizer</c> of a tokenizer.json.</summary>
internal static class JsonNormalizers
{
    /// <summary>Null for none, and where a problem was noted.</summary>
    public static INormalizer? Read(JsonFields fields)
    {
        if (!fields.IsObject)
            return null;
        switch (fields.Type)
        {
            case "Sequence":
                List<INormalizer> steps = [];
                foreach (JsonFields child in fields.Children("normalizers"))
                {
                    if (Read(child) is { } step)
                        steps.Add(step);
                }
                return new NormalizerSequence(steps);
            case "NFC": return UnicodeNormalizer.Nfc;
            case "NFD": return UnicodeNormalizer.Nfd;
            case "NFKC": return UnicodeNormalizer.Nfkc;
            case "NFKD": return UnicodeNormalizer.Nfkd;
            case "Lowercase": return CodePointNormalizer.Lowercase;
            case "StripAccents": return CodePointNormalizer.StripAccents;
            case "Nmt": return CodePointNormalizer.Nmt;
            case "ByteLevel": return new ByteLevelNormalizer();
            case "Strip": return new StripNormalizer(fields.Flag("strip_left", absent: true), fields.Flag("strip_right", absent: true));
            case "Prepend": return new PrependNormalizer(fields.RequiredText("prepend"));
            case "Replace": return ReadReplace(fields);
            case "Precompiled": return ReadPrecompiled(fields);
            case "BertNormalizer":
                bool lowercase = fields.Flag("lowercase", absent: true);
                return BertNormalizer.Create(fields.Flag("clean_text", absent: true), fields.Flag("handle_chinese_chars", absent: true),
                    fields.Flag("strip_accents", absent: lowercase), lowercase);
            default:
                fields.Problem("type", $"the normalizer '{fields.Type}' is not known");
                return null;
        }
    }

    private static INormalizer? ReadReplace(JsonFields fields)
    {
        string content = fields.RequiredText("content");
        if (JsonPatterns.TryLiteral(fields, out string text))
            return new ReplaceNormalizer(text, content);
        return JsonPatterns.Read(fields) is { } pattern ? new PatternReplaceNormalizer(pattern, content) : null;
    }

    private static PrecompiledNormalizer? ReadPrecompiled(JsonFields fields)
    {
        try
        {
            return new PrecompiledNormalizer(new CharacterMap(Convert.FromBase64String(fields.Text("precompiled_charsmap") ?? "")));
        }
        catch (FormatException error)
        {
            fields.Problem("precompiled_charsmap", error.Message);
            return null;
        }
    }
}
