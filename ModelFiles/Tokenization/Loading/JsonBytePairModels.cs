using System.Text;
using System.Text.Json;
using Inference.ModelFiles.Json;
using Inference.ModelFiles.Tokenization.Models;

namespace Inference.ModelFiles.Tokenization.Loading;

/// <summary>Reads a model of type BPE.</summary>
internal static class JsonBytePairModels
{
    /// <param name="byteLevel">Pieces come as text, and the vocabulary writes their bytes in the byte alphabet.</param>
    public static BytePairModel Read(JsonFields model, Vocabulary vocabulary, bool byteLevel)
    {
        string? prefix = model.Text("continuing_subword_prefix"), suffix = model.Text("end_of_word_suffix");
        PairTable merges = ReadMerges(model, vocabulary, prefix?.Length ?? 0);
        int? unknown = JsonVocabularies.TokenNamed(model, "unk_token", vocabulary);
        ISymbolSource source = byteLevel
            ? new ByteSymbols([.. Enumerable.Range(0, 256).Select(value => vocabulary.Id([ByteAlphabet.Character((byte)value)]) ?? -1)])
            : new CodePointSymbols(SingleCodePoints(vocabulary), text => vocabulary.Id(text),
                model.Flag("byte_fallback", absent: false) ? JsonVocabularies.ByteTokens(vocabulary) : null,
                unknown, model.Flag("fuse_unk", absent: false), prefix, suffix);
        return new BytePairModel(new SymbolTable(vocabulary), source, merges, model.Flag("ignore_merges", absent: false),
            byteLevel ? "byte-level BPE" : "BPE");
    }

    /// <summary>Whether bytes may be looked up without their spelling: each has a token, or goes missing without a trace.</summary>
    public static bool CanReadBytes(JsonFields model, Vocabulary vocabulary) =>
        string.IsNullOrEmpty(model.Text("continuing_subword_prefix")) && string.IsNullOrEmpty(model.Text("end_of_word_suffix"))
        && (Enumerable.Range(0, 256).All(value => vocabulary.TryId([ByteAlphabet.Character((byte)value)], out _))
            || (!model.Has("unk_token") && !model.Flag("byte_fallback", absent: false)));

    public static IEnumerable<(int CodePoint, int Symbol)> SingleCodePoints(Vocabulary vocabulary)
    {
        foreach ((string token, int id) in vocabulary.Entries)
        {
            if (token.Length is 1 or 2 && Rune.DecodeFromUtf16(token, out Rune rune, out int length) == System.Buffers.OperationStatus.Done
                && length == token.Length)
                yield return (rune.Value, id);
        }
    }

    private static PairTable ReadMerges(JsonFields model, Vocabulary vocabulary, int prefixLength)
    {
        if (!model.TryGet("merges", out JsonElement merges) || merges.ValueKind != JsonValueKind.Array)
        {
            model.Problem("merges", "is missing, or no array");
            return new PairTable();
        }
        PairTable table = new(merges.GetArrayLength());
        int rank = -1;
        foreach (JsonElement merge in merges.EnumerateArray())
        {
            rank++;
            if (!TryParts(merge, out string left, out string right))
            {
                model.Problem("merges", $"merge {rank} is not a pair of tokens");
                continue;
            }
            string whole = prefixLength > 0 && right.Length >= prefixLength ? left + right[prefixLength..] : left + right;
            string? missing = null;
            if (!vocabulary.TryId(left, out int leftId))
                missing = left;
            if (!vocabulary.TryId(right, out int rightId))
                missing ??= right;
            if (!vocabulary.TryId(whole, out int wholeId))
                missing ??= whole;
            if (missing is null)
                table.Set(leftId, rightId, rank, wholeId);
            else
                model.Problem("merges", $"merge {rank}: token '{JsonVocabularies.Shorten(missing)}' is not in the vocabulary");
            if (model.Problems.IsFull)
                break;
        }
        return table;
    }

    private static bool TryParts(JsonElement merge, out string left, out string right)
    {
        left = right = "";
        if (merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2
            && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String)
            return JsonText.TryRead(merge[0], out left) && JsonText.TryRead(merge[1], out right);
        if (merge.ValueKind != JsonValueKind.String || !JsonText.TryRead(merge, out string both))
            return false;
        int space = both.IndexOf(' ');
        if (space < 0 || both.IndexOf(' ', space + 1) >= 0)
            return false;
        left = both[..space];
        right = both[(space + 1)..];
        return true;
    }
}
