using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>Parameter names of an operation; those written with '?' may be left out.</summary>
internal sealed class Signature
{
    private readonly string[] _names;
    private readonly int _required;

    public Signature(string parameters)
    {
        _names = parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _required = _names.Count(name => !name.EndsWith('?'));
        for (int i = 0; i < _names.Length; i++) _names[i] = _names[i].TrimEnd('?');
    }

    public BoundArguments Bind(Execution run, string operation, CallArguments arguments)
    {
        if (arguments.Positional.Length > _names.Length)
        {
            throw run.Error($"{operation}() takes at most {_names.Length} argument(s), {arguments.Positional.Length} given");
        }

        var bound = new object?[_names.Length];
        Array.Fill(bound, Missing.Value);
        arguments.Positional.CopyTo(bound, 0);
        foreach ((string name, object? value) in arguments.Named)
        {
            int at = Array.IndexOf(_names, name);
            if (at < 0) throw run.Error($"{operation}() got an unexpected keyword argument '{name}'");
            if (bound[at] is not Missing) throw run.Error($"{operation}() got multiple values for argument '{name}'");
            bound[at] = value;
        }

        for (int i = 0; i < _required; i++)
        {
            if (bound[i] is Missing) throw run.Error($"{operation}() misses the argument '{_names[i]}'");
        }

        return new BoundArguments(run, operation, bound);
    }
}
