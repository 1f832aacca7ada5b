using Inference.ModelFiles.Tokenization.PreTokenization;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Reads the <c>pre_tokenizer</c> of a tokenizer.json.</summary>
internal static class JsonPreTokenizers
{
    /// <summary>Null for none, and where a problem was noted.</summary>
    public static IPreTokenizer? Read(JsonFields fields)
    {
        if (!fields.IsObject)
            return null;
        switch (fields.Type)
        {
            case "Sequence":
                List<IPreTokenizer> steps = [];
                foreach (JsonFields child in fields.Children("pretokenizers"))
                {
                    if (Read(child) is { } step)
                        steps.Add(step);
                }
                return new PreTokenizerSequence(steps);
            case "ByteLevel":
                return new ByteLevelPreTokenizer(fields.Flag("add_prefix_space", absent: true), fields.Flag("use_regex", absent: true), spell: true);
            case "Split":
                return JsonPatterns.Read(fields) is { } pattern
                    ? new SplitPreTokenizer(pattern, Behavior(fields, SplitBehavior.Removed), fields.Flag("invert", absent: false))
                    : null;
            case "Metaspace":
                return new MetaspacePreTokenizer(Replacement(fields), Scheme(fields), fields.Flag("split", absent: true));
            case "Whitespace": return SplitPreTokenizer.Whitespace();
            case "WhitespaceSplit": return SplitPreTokenizer.WhitespaceSplit();
            case "BertPreTokenizer": return SplitPreTokenizer.Bert();
            case "Digits": return SplitPreTokenizer.Digits(fields.Flag("individual_digits", absent: false));
            case "Punctuation": return SplitPreTokenizer.Punctuation(Behavior(fields, SplitBehavior.Isolated));
            case "CharDelimiterSplit": return ReadDelimiter(fields);
            case "FixedLength": return ReadFixedLength(fields);
            default:
                fields.Problem("type", $"the pre-tokenizer '{fields.Type}' is not known");
                return null;
        }
    }

    /// <summary>The visible space of a Metaspace component.</summary>
    public static char Replacement(JsonFields fields)
    {
        string? text = fields.Text("replacement") ?? fields.Text("str_rep");
        if (text is { Length: 1 } && !char.IsSurrogate(text[0]))
            return text[0];
        if (text is not null)
            fields.Problem("replacement", "must be one character of the basic plane");
        return '\u2581';
    }

    public static PrependScheme Scheme(JsonFields fields)
    {
        switch (fields.Text("prepend_scheme"))
        {
            case null: return fields.Flag("add_prefix_space", absent: true) ? PrependScheme.Always : PrependScheme.Never;
            case "always": return PrependScheme.Always;
            case "first": return PrependScheme.First;
            case "never": return PrependScheme.Never;
            case var other:
                fields.Problem("prepend_scheme", $"'{other}' is none of always, first, never");
                return PrependScheme.Always;
        }
    }

    private static SplitBehavior Behavior(JsonFields fields, SplitBehavior absent)
    {
        switch (fields.Text("behavior"))
        {
            case null: return absent;
            case "Removed": return SplitBehavior.Removed;
            case "Isolated": return SplitBehavior.Isolated;
            case "MergedWithPrevious": return SplitBehavior.MergedWithPrevious;
            case "MergedWithNext": return SplitBehavior.MergedWithNext;
            case "Contiguous": return SplitBehavior.Contiguous;
            case var other:
                fields.Problem("behavior", $"'{other}' is not known");
                return absent;
        }
    }

    private static SplitPreTokenizer? ReadDelimiter(JsonFields fields)
    {
        string delimiter = fields.RequiredText("delimiter");
        if (delimiter.EnumerateRunes().Count() == 1)
            return SplitPreTokenizer.Literal(delimiter, SplitBehavior.Removed);
        fields.Problem("delimiter", "must be one character");
        return null;
    }

    private static FixedLengthPreTokenizer? ReadFixedLength(JsonFields fields)
    {
        int length = fields.Integer("length") ?? 5;
        if (length > 0)
            return new FixedLengthPreTokenizer(length);
        fields.Problem("length", $"is {length}, not a positive number");
        return null;
    }
}
