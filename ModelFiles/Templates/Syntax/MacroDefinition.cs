namespace Inference.ModelFiles.Templates.Syntax;

/// <summary>A macro as written. It takes surplus arguments only where its body reads <c>varargs</c> or <c>kwargs</c>.</summary>
internal sealed record MacroDefinition(
    string Name, MacroParameter[] Parameters, Statement[] Body, bool ReadsVarArgs, bool ReadsKwArgs, bool ReadsCaller);

internal sealed record MacroParameter(string Name, Expression? Default);
