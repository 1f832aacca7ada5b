using Inference.ModelFiles.Gguf;
using Inference.ModelFiles.Tokenization.Loading;

namespace Inference.ModelFiles.Tokenization;

/// <summary>Opens tokenizers, by what is there.</summary>
public static class TokenizerFile
{
    private const string Json = "tokenizer.json", SentencePieceModel = "tokenizer.model";

    /// <summary>
    /// Opens a tokenizer.json, a tokenizer.model (SentencePiece), a .gguf file, or a directory with one of them; the small files beside the
    /// first two are read as well, for the special tokens.
    /// </summary>
    /// <exception cref="ModelFileException">There is none, or it is damaged, or it asks for something not supported.</exception>
    public static Tokenizer Open(string path)
    {
        if (Directory.Exists(path))
        {
            string[] files = [.. new[] { Json, SentencePieceModel }.Select(name => Path.Combine(path, name)).Where(File.Exists)];
            string? file = files.Length > 0 ? files[0] : ModelLocator.FindGguf(path);
            return file is not null ? Open(file) : throw new ModelFileException(path, null, $"holds neither {Json} nor {SentencePieceModel}");
        }
        if (!File.Exists(path))
            throw new ModelFileException(path, null, "does not exist");
        if (path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
        {
            using GgufFile gguf = GgufFile.Open(path);
            return FromGguf(gguf.Metadata, path);
        }
        TokenizerSettings settings = TokenizerSettings.Read(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? TokenizerJson.Open(path, settings) : SentencePieceFile.Open(path, settings);
    }

    /// <summary>The tokenizer inside a GGUF file.</summary>
    /// <exception cref="ModelFileException">There is none, or it is damaged, or it asks for something not supported.</exception>
    public static Tokenizer FromGguf(GgufMetadata metadata, string file) => GgufTokenizer.Open(metadata, file);
}
