namespace Inference.Engine.Execution;

/// <summary>[rows, vocabulary]</summary>
public sealed class Logits(int vocabularySize) : FloatRows(vocabularySize);
