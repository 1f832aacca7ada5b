using System.Text;

namespace Inference.Gateway.Tools.Parsing;

/// <summary>Reads a header that holds the name, and then the arguments, an object.</summary>
/// <param name="writer">Takes the call.</param>
/// <param name="nameOf">The name in a header, which is everything before the object; null if it is no header.</param>
internal sealed class HeaderedCallReader(DeltaWriter writer, Func<string, string?> nameOf) : ICallReader
{
    private const int LongestHeader = 512;

    private readonly StringBuilder _header = new();
    private JsonValueScanner _scanner;
    private bool _begun;

    public CallReading Read(char c)
    {
        if (!_begun)
        {
            if (c != '{')
            {
                if (_header.Length == LongestHeader) return CallReading.Failed;
                _header.Append(c);
                return CallReading.Pending;
            }

            if (nameOf(_header.ToString()) is not { } name) return CallReading.Failed;
            writer.BeginCall(name);
            _begun = true;
        }

        writer.Arguments(c);
        return _scanner.Read(c) == ValueReading.EndsHere ? CallReading.Done : CallReading.Taken;
    }
}
