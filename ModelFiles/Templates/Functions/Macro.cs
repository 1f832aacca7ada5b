using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Lexing;
using Inference.ModelFiles.Templates.Syntax;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>A macro, or the body of a call block, together with the scope in which it stands.</summary>
internal sealed class Macro(MacroDefinition definition, Scope scope) : Callable, IAttributed
{
    public string Name => definition.Name;

    public override object? Call(Execution run, CallArguments arguments)
    {
        run.Enter();
        var inner = new Scope(scope);
        Bind(run, arguments, inner);
        string text = Capture.Text(run, definition.Body, inner);
        run.Leave();
        return text;
    }

    public bool TryGetAttribute(string name, out object? value)
    {
        value = name switch
        {
            "name" => definition.Name,
            "arguments" => Sequence.Tuple([.. definition.Parameters.Select(parameter => (object?)parameter.Name)]),
            "catch_kwargs" => Booleans.Box(definition.ReadsKwArgs),
            "catch_varargs" => Booleans.Box(definition.ReadsVarArgs),
            "caller" => Booleans.Box(definition.ReadsCaller),
            _ => Missing.Value,
        };
        return value is not Missing;
    }

    private void Bind(Execution run, CallArguments arguments, Scope inner)
    {
        MacroParameter[] parameters = definition.Parameters;
        var extra = new List<KeyValuePair<string, object?>>(arguments.Named);
        for (int i = 0; i < parameters.Length; i++)
        {
            int named = extra.FindIndex(pair => pair.Key == parameters[i].Name);
            if (i < arguments.Positional.Length)
            {
                inner.Set(parameters[i].Name, arguments.Positional[i]);
            }
            else if (named >= 0)
            {
                inner.Set(parameters[i].Name, extra[named].Value);
                extra.RemoveAt(named);
            }
            else
            {
                inner.Set(parameters[i].Name, parameters[i].Default is Expression fallback
                    ? fallback.Value(run, inner)
                    : new Undefined($"parameter '{parameters[i].Name}' was not provided"));
            }
        }

        BindCaller(inner, extra);
        if (definition.ReadsKwArgs) inner.Set(WellKnownNames.KwArgs, new CallArguments([], [.. extra]).NamedAsMapping());
        else if (extra.Count > 0) throw run.Error($"macro '{Name}' takes no keyword argument '{extra[0].Key}'");
        object?[] surplus = arguments.Positional[Math.Min(parameters.Length, arguments.Positional.Length)..];
        if (definition.ReadsVarArgs) inner.Set(WellKnownNames.VarArgs, new Sequence(surplus, SequenceKind.Tuple));
        else if (surplus.Length > 0) throw run.Error($"macro '{Name}' takes not more than {parameters.Length} argument(s)");
    }

    private void BindCaller(Scope inner, List<KeyValuePair<string, object?>> extra)
    {
        if (!definition.ReadsCaller || Array.Exists(definition.Parameters, parameter => parameter.Name == WellKnownNames.Caller)) return;
        int caller = extra.FindIndex(pair => pair.Key == WellKnownNames.Caller);
        inner.Set(WellKnownNames.Caller, caller >= 0 ? extra[caller].Value : new Undefined("No caller defined"));
        if (caller >= 0) extra.RemoveAt(caller);
    }
}
