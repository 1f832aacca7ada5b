namespace Inference.Gateway.Tools.Parsing;

/// <summary>What follows Mistral's marker: a list of call objects, or since its eleventh tokenizer a name and its arguments.</summary>
internal sealed class MistralCallReader(DeltaWriter writer) : ICallReader
{
    private ICallReader? _form;

    public CallReading Read(char c)
    {
        if (_form is null)
        {
            if (char.IsWhiteSpace(c)) return CallReading.Pending;
            _form = c is '[' or '{' ? new CallListReader(writer) : new HeaderedCallReader(writer, CallHeader.Mistral);
        }

        return _form.Read(c);
    }
}
