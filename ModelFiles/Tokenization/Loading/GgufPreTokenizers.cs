using Inference.ModelFiles.Tokenization.Patterns;
using Inference.ModelFiles.Tokenization.PreTokenization;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>What a name in <c>tokenizer.ggml.pre</c> stands for.</summary>
/// <param name="Patterns">Regular expressions whose matches are set apart, one after the other.</param>
/// <param name="IgnoreMerges">A piece that is a token is that token, whatever merging would make of it.</param>
/// <param name="AddBos">Whether BOS goes first where the file does not say.</param>
internal sealed record GgufPreTokenizer(string[] Patterns, bool IgnoreMerges = false, bool AddBos = false)
{
    /// <summary>Digits are grouped by threes from the right first; these are the digits.</summary>
    public CodePointSet? GroupedDigits { get; init; }

    /// <summary>The separator goes last where the file does not say.</summary>
    public bool AddSeparator { get; init; }

    /// <summary>The vocabulary writes characters, spaces as '▁' and other bytes as byte tokens, rather than the byte alphabet.</summary>
    public bool OverCharacters { get; init; }

    public IPreTokenizer Build()
    {
        List<IPreTokenizer> steps = [];
        if (GroupedDigits is not null)
            steps.Add(new GroupedDigitsPreTokenizer(GroupedDigits));
        steps.AddRange(Patterns.Select(pattern => new SplitPreTokenizer(new Pattern(pattern), SplitBehavior.Isolated)));
        return new PreTokenizerSequence(steps);
    }
}

/// <summary>The pre-tokenizers that GGUF files refer to by name, as llama.cpp defines the names.</summary>
internal static class GgufPreTokenizers
{
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)";
    private const string Contractions = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
    private const string Tail = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Llama3 = Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}" + Tail;
    private const string Qwen2 = Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}" + Tail;
    private const string Qwen35 = Contractions
        + @"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Jais2 = Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
        + @"|\s{512}(?!\S)|\s{256}(?!\S)|\s{128}(?!\S)|\s{64}(?!\S)|\s{32}(?!\S)|\s{16}(?!\S)|\s{8}(?!\S)|\s{4}(?!\S)|\s{1,2}(?!\S)|\s{1}";
    private const string Upper = @"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", Lower = @"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";

    /// <summary>Words by case, where the definition sees only ASCII case: any letter but a-z counts as upper, any but A-Z as lower.</summary>
    private const string AsciiUpper = @"[\p{L}&&[^a-z]]", AsciiLower = @"[\p{L}&&[^A-Z]]";
    private const string CaseTail = @"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string CaseWords = @"[^\r\n\p{L}\p{N}]?" + Upper + "*" + Lower + "+" + Contractions + @"?|[^\r\n\p{L}\p{N}]?" + Upper + "+" + Lower + "*" + Contractions + "?";
    private const string AsciiCaseWords = @"[^\r\n\p{L}\p{N}]?" + AsciiUpper + "*" + AsciiLower + "+" + Contractions
        + @"?|[^\r\n\p{L}\p{N}]?" + AsciiUpper + "+" + AsciiLower + "*" + Contractions + "?";
    private const string Tekken = @"[^\r\n\p{L}\p{N}]?" + AsciiUpper + "*" + AsciiLower + @"+|[^\r\n\p{L}\p{N}]?" + AsciiUpper + "+" + AsciiLower
        + @"*|\p{N}" + CaseTail;
    private const string Bloom = @" ?[^(\s|.,!?…。，、।۔،)]+";
    private const string DeepSeek3 = """[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+""";
    private const string CasedLetters = @"A-Za-z\x{B5}\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{1BA}\x{1BC}-\x{1BF}\x{1C4}-\x{293}\x{295}-\x{2AF}\x{370}-\x{373}\x{376}\x{377}"
        + @"\x{37B}-\x{37D}\x{37F}\x{386}\x{388}-\x{38A}\x{38C}\x{38E}-\x{3A1}\x{3A3}-\x{3F5}\x{3F7}-\x{481}\x{48A}-\x{52F}\x{531}-\x{556}"
        + @"\x{10A0}-\x{10C5}\x{13A0}-\x{13F5}\x{13F8}-\x{13FD}\x{1C90}-\x{1CBA}\x{1CBD}-\x{1CBF}\x{1D00}-\x{1D2B}\x{1D6B}-\x{1D77}\x{1D79}-\x{1D9A}"
        + @"\x{1E00}-\x{1F15}\x{1F18}-\x{1F1D}\x{1F20}-\x{1F45}\x{1F48}-\x{1F4D}\x{1F50}-\x{1F57}\x{1F59}\x{1F5B}\x{1F5D}\x{1F5F}-\x{1F7D}"
        + @"\x{1F80}-\x{1FB4}\x{1FB6}-\x{1FBC}\x{1FBE}\x{1FC2}-\x{1FC4}\x{1FC6}-\x{1FCC}\x{1FD0}-\x{1FD3}\x{1FD6}-\x{1FDB}\x{1FE0}-\x{1FEC}"
        + @"\x{1FF2}-\x{1FF4}\x{1FF6}-\x{1FFC}\x{2102}\x{2107}\x{210A}-\x{2113}\x{2115}\x{2119}-\x{211D}\x{2124}\x{2126}\x{2128}\x{212A}-\x{212D}"
        + @"\x{212F}-\x{2134}\x{2139}\x{213C}-\x{213F}\x{2145}-\x{2149}\x{214E}\x{2183}\x{2184}\x{2C00}-\x{2C7B}\x{2C7E}-\x{2CE4}\x{2CEB}-\x{2CEE}"
        + @"\x{2CF2}\x{2CF3}\x{A640}-\x{A66D}\x{A680}-\x{A69B}\x{A722}-\x{A76F}\x{A771}-\x{A787}\x{A78B}-\x{A78E}\x{AB70}-\x{ABBF}\x{FB00}-\x{FB06}"
        + @"\x{FB13}-\x{FB17}\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}\x{10400}-\x{1044F}\x{104B0}-\x{104D3}\x{104D8}-\x{104FB}\x{10C80}-\x{10CB2}"
        + @"\x{10CC0}-\x{10CF2}\x{118A0}-\x{118DF}\x{1E900}-\x{1E943}";
    private static readonly string CommonChinese = $"[{Range(0x4E00, 0x9FA5)}{Range(0x0800, 0x4E00)}{Range(0xAC00, 0xD7FF)}]+";
    private static readonly string ChineseAndKana = $"[{Range(0x4E00, 0x9FA5)}{Range(0x3040, 0x309F)}{Range(0x30A0, 0x30FF)}]+";

    private static readonly GgufPreTokenizer Llama3Kind = new([Llama3], IgnoreMerges: true, AddBos: true);
    private static readonly GgufPreTokenizer Gpt2Kind = new([Gpt2]);
    private static readonly GgufPreTokenizer Qwen2Kind = new([Qwen2]);
    private static readonly GgufPreTokenizer StarCoderKind = new([@"\p{N}", Gpt2]);
    private static readonly GgufPreTokenizer DeepSeek3Kind = new([@"\p{N}{1,3}", ChineseAndKana, DeepSeek3]);
    private static readonly GgufPreTokenizer Gpt4oKind = new([AsciiCaseWords + @"|\p{N}{1,3}" + CaseTail]);
    private static readonly GgufPreTokenizer RobertaKind = Gpt2Kind with { AddSeparator = true };
    private static readonly GgufPreTokenizer BailingKind =
        new([@"'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"]);

    public static readonly GgufPreTokenizer Default = new([@"[\p{P}\$\+<=>\^~\|]+", Gpt2, @"\p{N}+", "[0-9][0-9][0-9]"]);

    private static readonly Dictionary<string, GgufPreTokenizer> ByName = new()
    {
        ["default"] = Default,
        ["llama3"] = Llama3Kind, ["llama-v3"] = Llama3Kind, ["llama-bpe"] = Llama3Kind, ["laguna"] = Llama3Kind, ["falcon3"] = Llama3Kind,
        ["falcon-h1"] = Llama3Kind, ["pixtral"] = Llama3Kind, ["midm-2.0"] = Llama3Kind, ["lfm2"] = Llama3Kind, ["jina-v5-nano"] = Llama3Kind,
        ["dbrx"] = new([Llama3]), ["smaug-bpe"] = new([Llama3]), ["glm4"] = new([Llama3]), ["chatglm-bpe"] = new([Llama3]),
        ["jais-2"] = new([Jais2]),
        ["deepseek-llm"] = new([@"[\r\n]", $@"\s?[{CasedLetters}]+", $@"\s?[!-/:-~！-／：-～‘-‟{Range(0x3000, 0x3002)}]+", @"\s+$", CommonChinese, @"\p{N}+"]),
        ["deepseek-coder"] = new([@"[\r\n]", @"\s?\p{L}+", @"\s?\p{P}+", CommonChinese, @"\p{N}"]),
        ["deepseek-v3"] = DeepSeek3Kind, ["hunyuan-dense"] = DeepSeek3Kind, ["joyai-llm"] = DeepSeek3Kind,
        ["youtu"] = new(["[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|" + ChineseAndKana, CaseWords + @"|\p{N}" + CaseTail], IgnoreMerges: true),
        ["falcon"] = new([@"[\p{P}\$\+<=>\^~\|`]+", Gpt2, "[0-9][0-9][0-9]"]),
        ["starcoder"] = StarCoderKind, ["refact"] = StarCoderKind, ["command-r"] = StarCoderKind, ["cohere2_moe"] = StarCoderKind,
        ["smollm"] = StarCoderKind, ["codeshell"] = StarCoderKind, ["exaone"] = StarCoderKind, ["minerva-7b"] = StarCoderKind, ["mellum2"] = StarCoderKind,
        ["gpt-2"] = Gpt2Kind, ["phi-2"] = Gpt2Kind, ["jina-es"] = Gpt2Kind, ["jina-de"] = Gpt2Kind, ["gigachat"] = Gpt2Kind, ["jina-v2-es"] = Gpt2Kind,
        ["jina-v2-de"] = Gpt2Kind, ["a.x-4.0"] = Gpt2Kind, ["mellum"] = Gpt2Kind, ["modern-bert"] = Gpt2Kind, ["mpt"] = Gpt2Kind, ["olmo"] = Gpt2Kind,
        ["jais"] = Gpt2Kind, ["trillion"] = Gpt2Kind, ["granite-docling"] = Gpt2Kind, ["exaone4"] = Gpt2Kind,
        ["jina-v1-en"] = RobertaKind, ["jina-v2-code"] = RobertaKind, ["roberta-bpe"] = RobertaKind,
        ["qwen2"] = Qwen2Kind, ["deepseek-r1-qwen"] = Qwen2Kind, ["kormo"] = Qwen2Kind, ["openpangu"] = Qwen2Kind, ["f2llmv2"] = Qwen2Kind,
        ["stablelm2"] = Qwen2Kind, ["megrez"] = Qwen2Kind, ["hunyuan"] = Qwen2Kind, ["solar-open"] = Qwen2Kind, ["grok-2"] = Qwen2Kind,
        ["qwen35"] = new([Qwen35]),
        ["poro-chat"] = new([Bloom]), ["bloom"] = new([Bloom]), ["gpt3-finnish"] = new([Bloom]), ["viking"] = new([Bloom, @"\p{N}"]),
        ["tekken"] = new([Tekken], IgnoreMerges: true, AddBos: true),
        ["chameleon"] = new(["<sentinel:[0-9]+>", "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z", @"([\t\n]|    |  )", @"\p{N}", @"[\p{P}!-/:-@\[-`{-~]", Gpt2], AddBos: true),
        ["gpt-4o"] = Gpt4oKind, ["llama4"] = Gpt4oKind, ["kanana2"] = Gpt4oKind, ["minimax-m2"] = Gpt4oKind,
        ["tiny_aya"] = new([CaseWords + @"|\p{N}{1,3}" + CaseTail]) { GroupedDigits = NamedSets.Number },
        ["superbpe"] = new([]) { GroupedDigits = NamedSets.Number },
        ["kimi-k2"] = new([@"\p{Han}+|[^\r\n\p{L}\p{N}]?[\p{L}&&[^\p{Han}]]+" + Contractions + @"?|\p{N}{1,3}" + Tail]),
        ["bailingmoe"] = BailingKind, ["bailingmoe2"] = BailingKind, ["llada-moe"] = BailingKind,
        ["seed-coder"] = new([Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+"]),
        ["afmoe"] = new([$"[{Range(0x4E00, 0x9FFF)}{Range(0x3400, 0x4DBF)}{Range(0xF900, 0xFAFF)}{Range(0x3040, 0x309F)}{Range(0x30A0, 0x30FF)}{Range(0xFF65, 0xFF9F)}"
            + $"{Range(0x2F00, 0x2FDF)}{Range(0x0E40, 0x0E7F)}{Range(0x0E80, 0x0EFF)}{Range(0x1780, 0x17FF)}{Range(0x1000, 0x109F)}{Range(0xAA60, 0xAA7F)}"
            + $"{Range(0xA9E0, 0xA9FF)}{Range(0xAC00, 0xD7AF)}{Range(0x1100, 0x11FF)}]+", DeepSeek3]) { GroupedDigits = NamedSets.Number },
        ["exaone-moe"] = new([Contractions + @"|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+"]),
        ["gemma4"] = new([@"[^\n]+|[\n]+"]) { OverCharacters = true },
    };

    public static GgufPreTokenizer? Find(string name) => ByName.GetValueOrDefault(name);

    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    private static string Range(int first, int last) => $@"\x{{{first:X}}}-\x{{{last:X}}}";
}
