using System.Buffers;

namespace Inference.LoadTests.Client;

/// <summary>Server-sent events out of bytes, however these are cut. Lines end in LF, CR or both; comments and fields other than id and data are skipped.</summary>
internal sealed class SseParser
{
    /// <summary>A stream that has no line end for so long is no event stream.</summary>
    public const int LongestLine = 8 << 20;

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private readonly ArrayBufferWriter<byte> _line = new(256), _id = new(32), _data = new(512);
    private bool _hasData, _skipsLineFeed, _isBegun;

    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public void Feed(ReadOnlySpan<byte> bytes, ISseSink sink)
    {
        while (!bytes.IsEmpty)
        {
            if (_skipsLineFeed)
            {
                _skipsLineFeed = false;
                if (bytes[0] == '\n')
                {
                    bytes = bytes[1..];
                    continue;
                }
            }

            int end = bytes.IndexOfAny(LineEnds);
            if (end < 0)
            {
                if (_line.WrittenCount + bytes.Length > LongestLine) throw new InvalidDataException("A line of the stream is too long.");
                _line.Write(bytes);
                return;
            }

            _skipsLineFeed = bytes[end] == '\r';
            if (_line.WrittenCount == 0)
            {
                OnLine(bytes[..end], sink);
            }
            else
            {
                _line.Write(bytes[..end]);
                OnLine(_line.WrittenSpan, sink);
                _line.ResetWrittenCount();
            }

            bytes = bytes[(end + 1)..];
        }
    }

    private void OnLine(ReadOnlySpan<byte> line, ISseSink sink)
    {
        if (!_isBegun)
        {
            _isBegun = true;
            if (line.StartsWith("\uFEFF"u8)) line = line[3..];
        }

        if (line.IsEmpty)
        {
            if (_hasData) sink.OnEvent(_id.WrittenSpan, _data.WrittenSpan);
            _hasData = false;
            _id.ResetWrittenCount();
            _data.ResetWrittenCount();
            return;
        }

        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> field = colon < 0 ? line : line[..colon], value = colon < 0 ? default : line[(colon + 1)..];
        if (value.StartsWith(" "u8)) value = value[1..];
        if (field.SequenceEqual("data"u8))
        {
            if (_hasData) _data.Write("\n"u8);
            _hasData = true;
            _data.Write(value);
        }
        else if (field.SequenceEqual("id"u8))
        {
            _id.ResetWrittenCount();
            _id.Write(value);
        }
    }
}
