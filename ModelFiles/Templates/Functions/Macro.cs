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
        var extra = new Mapping(arguments.Named.Length);
        foreach ((string name, object? value) in arguments.Named) extra[name] = value;
        run.Charge((8L * parameters.Length) + (16L * arguments.Named.Length));
        int used = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            if (i < arguments.Positional.Length)
            {
                inner.Set(parameters[i].Name, arguments.Positional[i]);
            }
            else if (extra.TryGet(parameters[i].Name, out object? value))
            {
                inner.Set(parameters[i].Name, value);
                used++;
            }
            else
            {
                inner.Set(parameters[i].Name, parameters[i].Default is Expression fallback
                    ? fallback.Value(run, inner)
                    : run.Undefined(new Undefined($"parameter '{parameters[i].Name}' was not provided")));
            }
        }

        if (TakesCaller)
        {
            bool given = extra.TryGet(WellKnownNames.Caller, out object? caller);
            inner.Set(WellKnownNames.Caller, given ? caller : new Undefined("No caller defined"));
            if (given) used++;
        }

        if (definition.ReadsKwArgs) inner.Set(WellKnownNames.KwArgs, Unused(extra, arguments.Positional.Length));
        else if (extra.Count > used) throw run.Error($"macro '{Name}' takes no keyword argument '{Unused(extra, arguments.Positional.Length).Entries[0].Key}'");
        object?[] surplus = arguments.Positional[Math.Min(parameters.Length, arguments.Positional.Length)..];
        if (definition.ReadsVarArgs) inner.Set(WellKnownNames.VarArgs, new Sequence(surplus, SequenceKind.Tuple));
        else if (surplus.Length > 0) throw run.Error($"macro '{Name}' takes not more than {parameters.Length} argument(s)");
    }

    private bool TakesCaller =>
        definition.ReadsCaller && !Array.Exists(definition.Parameters, parameter => parameter.Name == WellKnownNames.Caller);

    /// <summary>Named arguments that no parameter took.</summary>
    private Mapping Unused(Mapping named, int positional)
    {
        var taken = new HashSet<string>(definition.Parameters.Skip(positional).Select(parameter => parameter.Name));
        if (TakesCaller) taken.Add(WellKnownNames.Caller);
        var unused = new Mapping();
        foreach ((object? name, object? value) in named.Entries)
        {
            if (!taken.Contains((string)name!)) unused[name] = value;
        }

        return unused;
    }
}
