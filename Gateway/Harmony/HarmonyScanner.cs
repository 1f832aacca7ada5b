using System.Text;

namespace Inference.Gateway.Harmony;

/// <summary>
/// Reads OpenAI's harmony format character by character: messages, each with a header that names its channel and to whom it goes. Text
/// that is in no message is content.
/// </summary>
internal sealed class HarmonyScanner(IHarmonyMessages messages)
{
    private const string Start = "<|start|>", Channel = "<|channel|>", Message = "<|message|>";
    private const int LongestHeader = 512;

    private static readonly string[] Ends = ["<|end|>", "<|return|>", "<|call|>"];
    private static readonly string[] Markers = [Start, Channel, Message, "<|constrain|>", .. Ends];

    private readonly StringBuilder _header = new();

    /// <summary>The beginning of a marker, perhaps.</summary>
    private string _partial = "";

    /// <summary>An answer may begin with the rest of a header that the prompt has begun.</summary>
    private Place _place = Place.Beginning;

    private enum Place
    {
        Beginning,
        Header,
        Body,
        Between,
    }

    public void Read(char c)
    {
        if (_partial.Length == 0 && c != '<')
        {
            Plain(c);
            return;
        }

        _partial += c;
        while (_partial.Length > 0)
        {
            if (Markers.Contains(_partial))
            {
                string marker = _partial;
                _partial = "";
                Take(marker);
                return;
            }

            if (Markers.Any(marker => marker.StartsWith(_partial, StringComparison.Ordinal))) return;
            Plain(_partial[0]);
            _partial = _partial[1..];
        }
    }

    public void Finish()
    {
        string rest = _partial;
        _partial = "";
        foreach (char c in rest) Plain(c);
        if (_place == Place.Beginning) ReleaseHeader();
        if (_place == Place.Body) messages.End();
        _place = Place.Between;
    }

    private void Take(string marker)
    {
        if (Ends.Contains(marker))
        {
            if (_place == Place.Body) messages.End();
            _header.Clear();
            _place = Place.Between;
        }
        else if (marker == Message && _place is Place.Header or Place.Beginning)
        {
            messages.Begin(HarmonyHeader.Of(_header.ToString()));
            _header.Clear();
            _place = Place.Body;
        }
        else if (marker is Start or Channel)
        {
            if (_place == Place.Body) messages.End();
            if (marker == Start || _place is Place.Body or Place.Between) _header.Clear();
            _header.Append(marker);
            _place = Place.Header;
        }
        else if (_place is Place.Header)
        {
            _header.Append(marker);
        }
    }

    private void Plain(char c)
    {
        switch (_place)
        {
            case Place.Body:
                messages.Text(c);
                break;
            case Place.Header:
                if (_header.Length < LongestHeader) _header.Append(c);
                break;
            case Place.Beginning:
                _header.Append(c);
                if (!HarmonyHeader.MayBegin(_header)) ReleaseHeader();
                break;
            case Place.Between when !char.IsWhiteSpace(c):
                messages.Begin(HarmonyHeader.None);
                _place = Place.Body;
                messages.Text(c);
                break;
        }
    }

    private void ReleaseHeader()
    {
        string text = _header.ToString();
        _header.Clear();
        _place = Place.Body;
        messages.Begin(HarmonyHeader.None);
        foreach (char c in text) messages.Text(c);
    }
}
