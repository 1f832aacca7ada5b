namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>A pattern that cannot be compiled. Loading turns it into a problem that names the file and the field.</summary>
internal sealed class PatternException(string message) : Exception(message);
