namespace Inference.Engine.Execution;

/// <summary>[rows, hidden]: what the last layer says of tokens, behind the final norm.</summary>
public sealed class HiddenStates(int hiddenSize) : FloatRows(hiddenSize);
