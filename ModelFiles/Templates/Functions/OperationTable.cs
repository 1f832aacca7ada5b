using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>Operations by name.</summary>
internal sealed class OperationTable : IEnumerable<Operation>
{
    private readonly Dictionary<string, Operation> _operations = [];

    public void Add(string name, string parameters, Func<Execution, object?, BoundArguments, object?> body) =>
        _operations.Add(name, new Operation(name, parameters, body));

    public void Add(string name, Func<Execution, object?, CallArguments, object?> body) =>
        _operations.Add(name, new Operation(name, body));

    public void Add(OperationTable others)
    {
        foreach ((string name, Operation operation) in others._operations) _operations.Add(name, operation);
    }

    public OperationTable WithAliases(params (string Alias, string Name)[] aliases)
    {
        foreach ((string alias, string name) in aliases) _operations.Add(alias, _operations[name]);
        return this;
    }

    public bool TryGet(string name, [NotNullWhen(true)] out Operation? operation) => _operations.TryGetValue(name, out operation);

    public bool Contains(string name) => _operations.ContainsKey(name);

    public IEnumerator<Operation> GetEnumerator() => _operations.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
