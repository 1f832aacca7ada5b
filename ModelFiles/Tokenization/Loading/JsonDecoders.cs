using Inference.ModelFiles.Tokenization.Decoding;
using Inference.ModelFiles.Tokenization.Normalization;
using Inference.ModelFiles.Tokenization.PreTokenization;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Reads the <c>decoder</c> of a tokenizer.json.</summary>
internal static class JsonDecoders
{
    public static DecoderChain Read(JsonFields fields)
    {
        if (!fields.IsObject)
            return new DecoderChain([new SpaceJoinDecoder()]);
        List<IDecoder> steps = [];
        Add(fields, steps);
        return new DecoderChain(steps);
    }

    private static void Add(JsonFields fields, List<IDecoder> steps)
    {
        switch (fields.Type)
        {
            case "Sequence":
                foreach (JsonFields child in fields.Children("decoders"))
                    Add(child, steps);
                break;
            case "ByteLevel":
                steps.Add(new ByteLevelDecoder());
                break;
            case "ByteFallback":
                steps.Add(new ByteFallbackDecoder(InvalidBytes.ReplaceRun));
                break;
            case "Fuse":
                steps.Add(new FuseDecoder());
                break;
            case "Metaspace":
                steps.Add(new MetaspaceDecoder(JsonPreTokenizers.Replacement(fields), JsonPreTokenizers.Scheme(fields) != PrependScheme.Never));
                break;
            case "Replace":
                AddReplace(fields, steps);
                break;
            case "Strip":
                AddStrip(fields, steps);
                break;
            case "WordPiece":
                steps.Add(new WordPieceDecoder(fields.Text("prefix") ?? "##", fields.Flag("cleanup", absent: true)));
                break;
            case "BPEDecoder":
                steps.Add(new SuffixDecoder(fields.Text("suffix") is { Length: > 0 } suffix ? suffix : "</w>"));
                break;
            default:
                fields.Problem("type", $"the decoder '{fields.Type}' is not known");
                break;
        }
    }

    private static void AddReplace(JsonFields fields, List<IDecoder> steps)
    {
        string content = fields.RequiredText("content");
        if (JsonPatterns.TryLiteral(fields, out string text))
            steps.Add(text.Length == 1 ? new ReplaceCharacterDecoder(text[0], content) : new ReplaceDecoder(new ReplaceNormalizer(text, content)));
        else if (JsonPatterns.Read(fields) is { } pattern)
            steps.Add(new ReplaceDecoder(new PatternReplaceNormalizer(pattern, content)));
    }

    private static void AddStrip(JsonFields fields, List<IDecoder> steps)
    {
        string content = fields.RequiredText("content");
        if (content.Length != 1)
            fields.Problem("content", "must be one character of the basic plane");
        else
            steps.Add(new StripDecoder(content[0], Math.Max(0, fields.Integer("start") ?? 0), Math.Max(0, fields.Integer("stop") ?? 0)));
    }
}
