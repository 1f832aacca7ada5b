namespace Inference.Engine.Constraints;

/// <summary>What a model's tokens write. Immutable; read from many threads.</summary>
public interface ITokenVocabulary
{
    /// <summary>The highest id + 1.</summary>
    int Size { get; }

    /// <summary>The bytes that a token adds to a text; empty where the id is no token.</summary>
    ReadOnlySpan<byte> Bytes(int id);

    /// <summary>Whether a token stands for something else than its bytes: text that follows a constraint has none of these.</summary>
    bool IsSpecial(int id);
}
