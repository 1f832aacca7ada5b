namespace Inference.Gateway.Tools.Parsing;

/// <summary>Reads a call, or a list of calls, character by character, and writes what it finds to a <see cref="DeltaWriter"/>.</summary>
internal interface ICallReader
{
    CallReading Read(char c);
}
