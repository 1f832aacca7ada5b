using Inference.ModelFiles.Tokenization;
using Inference.Support;

namespace Inference.ModelFiles.Tests.Tokenization;

/// <summary>Real vocabularies with texts and the ids that their models' own tokenizers give.</summary>
public sealed class SharedVocabularyTests
{
    private const string Separator = "\n__ggml_vocab_test__\n";

    [SharedTheory]
    [InlineData("ggml-vocab-gpt-2.gguf")]
    [InlineData("ggml-vocab-llama-bpe.gguf")]
    [InlineData("ggml-vocab-llama-spm.gguf")]
    [InlineData("ggml-vocab-qwen2.gguf")]
    public void Encode_EveryText_GivesExpectedIdsAndDecodesBack(string name)
    {
        string path = SharedData.PathTo("tokenizers", name);
        Tokenizer tokenizer = TokenizerFile.Open(path);
        string[] texts = File.ReadAllText(SharedData.PathTo("tokenizers", name + ".inp")).Split(Separator);
        string[] expected = File.ReadAllLines(SharedData.PathTo("tokenizers", name + ".out"));

        // A separator ends the file, too.
        Assert.Equal(expected.Length, texts.Length - 1);
        for (int i = 0; i < expected.Length; i++)
        {
            int[] ids = tokenizer.Encode(texts[i]);
            Assert.Equal(expected[i].Trim(), string.Join(' ', ids));
            Assert.Equal(texts[i], tokenizer.Decode(ids));
        }
    }

    [SharedTheory]
    [InlineData("ggml-vocab-gpt-2.gguf")]
    [InlineData("ggml-vocab-llama-spm.gguf")]
    public void Append_RandomIds_JoinsToDecodeAndNeverSplitsACodePoint(string name)
    {
        Tokenizer tokenizer = TokenizerFile.Open(SharedData.PathTo("tokenizers", name));
        Random random = new(7);
        for (int round = 0; round < 300; round++)
        {
            int range = round % 2 == 0 ? 300 : tokenizer.VocabularySize;
            int[] ids = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(range))];
            foreach (bool skip in (bool[])[false, true])
            {
                StreamingDetokenizer detokenizer = tokenizer.CreateDetokenizer(skip);
                string[] parts = [.. ids.Select(detokenizer.Append), detokenizer.Flush()];

                Assert.Equal(tokenizer.Decode(ids, skip), string.Concat(parts));
                Assert.All(parts, part => Assert.Equal(part, string.Concat(part.EnumerateRunes().Select(rune => rune.ToString()))));
            }
        }
    }

    [SharedFact]
    public void Encode_ManyThreads_GivesTheSameIds()
    {
        Tokenizer tokenizer = TokenizerFile.Open(SharedData.PathTo("tokenizers", "ggml-vocab-gpt-2.gguf"));
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => string.Join(' ', Enumerable.Range(0, 50).Select(j => $"word{i * j % 97}'s {i + j}")))];
        Tokenizer fresh = TokenizerFile.Open(SharedData.PathTo("tokenizers", "ggml-vocab-gpt-2.gguf"));
        string[] expected = [.. texts.Select(text => string.Join(' ', fresh.Encode(text)))];
        string[] actual = new string[texts.Length * 4];

        Parallel.For(0, actual.Length, i => actual[i] = string.Join(' ', tokenizer.Encode(texts[i % texts.Length])));

        Assert.Equal(expected, actual.Take(texts.Length));
        for (int i = 0; i < texts.Length; i++)
            Assert.All(Enumerable.Range(1, 3), copy => Assert.Equal(actual[i], actual[i + (copy * texts.Length)]));
    }
}
