namespace Inference.Gateway.Tools.Parsing;

/// <summary>Reads one call object, or a list of them in brackets.</summary>
internal sealed class CallListReader(DeltaWriter writer, bool isBare = false) : ICallReader
{
    private Place _place = Place.Start;
    private CallObjectReader? _call;
    private bool _isList;
    private int _calls;

    private enum Place
    {
        Start,
        BeforeCall,
        InCall,
        AfterCall,
    }

    public CallReading Read(char c)
    {
        switch (_place)
        {
            case Place.InCall:
                return ReadInCall(c);
            case Place.AfterCall:
                return ReadAfterCall(c);
            case Place.Start when c == '[':
                _isList = true;
                _place = Place.BeforeCall;
                return CallReading.Pending;
            case Place.BeforeCall when c == ']' && _calls > 0:
                return CallReading.Done;
            case Place.Start or Place.BeforeCall when c == '{':
                _call = new CallObjectReader(writer, isBare);
                _place = Place.InCall;
                return _call.Read(c);
            default:
                return char.IsWhiteSpace(c) ? CallReading.Pending : CallReading.Failed;
        }
    }

    private CallReading ReadInCall(char c)
    {
        CallReading reading = _call!.Read(c);
        if (reading != CallReading.Done || !_isList) return reading;
        _calls++;
        _place = Place.AfterCall;
        return CallReading.Taken;
    }

    private CallReading ReadAfterCall(char c)
    {
        if (c == ']') return CallReading.Done;
        if (c == ',') _place = Place.BeforeCall;
        return c == ',' || char.IsWhiteSpace(c) ? CallReading.Taken : CallReading.Failed;
    }
}
