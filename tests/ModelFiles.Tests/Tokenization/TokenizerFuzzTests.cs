using Inference.ModelFiles.Tokenization;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Tokenization;

/// <summary>Damaged files: each opens, and then encodes and decodes, or ends in <see cref="ModelFileException"/>.</summary>
public sealed class TokenizerFuzzTests
{
    private const int Mutations = 1200;

    [Fact]
    public void TokenizerJson_Mutated_OpensOrIsRefused()
    {
        Fuzz("tokenizer.json", System.Text.Encoding.UTF8.GetBytes(TinyTokenizers.ByteLevel().ToJsonString()), seed: 1);
        Fuzz("tokenizer.json", System.Text.Encoding.UTF8.GetBytes(TinyTokenizers.ByteFallback().ToJsonString()), seed: 2);
    }

    [Fact]
    public void SentencePieceModel_Mutated_OpensOrIsRefused()
    {
        Fuzz("tokenizer.model", TinyTokenizers.SentencePiece(1), seed: 3);
        Fuzz("tokenizer.model", TinyTokenizers.SentencePiece(2), seed: 4);
    }

    [Fact]
    public void Gguf_Mutated_OpensOrIsRefused() => Fuzz("tokenizer.gguf", TinyTokenizers.Gguf().ToBytes(), seed: 5);

    private static void Fuzz(string name, byte[] original, int seed)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, name);
        Random random = new(seed);
        int opened = 0;
        for (int i = 0; i < Mutations; i++)
        {
            File.WriteAllBytes(path, Mutate(original, random));
            try
            {
                Tokenizer tokenizer = TokenizerFile.Open(path);
                _ = tokenizer.Decode(tokenizer.Encode("<s>the ab é 日本\n12", addSpecialTokens: true, parseSpecialTokens: true));
                opened++;
            }
            catch (ModelFileException)
            {
            }
        }
        Assert.InRange(opened, 1, Mutations - 1);
    }

    /// <summary>A few bytes changed, and now and then a stretch cut, doubled or the end lost.</summary>
    private static byte[] Mutate(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 20), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0: bytes.RemoveRange(at, length); break;
                case 1: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 2 when at > 0: bytes.RemoveRange(at, bytes.Count - at); break;
                default: bytes[at] = (byte)random.Next(256); break;
            }
            if (bytes.Count == 0)
                break;
        }
        return [.. bytes];
    }
}
