using System.Buffers;
using System.Text;

namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>
/// Bytes to text as they come. A code point is passed on when its last byte is there; a byte sequence that can become none is one U+FFFD
/// for each maximal part, whatever way the bytes were cut.
/// </summary>
internal sealed class Utf8Reader
{
    private readonly byte[] _pending = new byte[4];
    private int _count;

    public bool HasPending => _count > 0;

    public void Read(ReadOnlySpan<byte> bytes, ITextSink output)
    {
        Span<char> text = stackalloc char[256];
        int written = 0;
        foreach (byte value in bytes)
        {
            _pending[_count++] = value;
            while (_count > 0)
            {
                OperationStatus status = Rune.DecodeFromUtf8(_pending.AsSpan(0, _count), out Rune rune, out int consumed);
                if (status == OperationStatus.NeedMoreData)
                    break;
                // An invalid sequence decodes as U+FFFD.
                written += rune.EncodeToUtf16(text[written..]);
                _pending.AsSpan(consumed, _count - consumed).CopyTo(_pending);
                _count -= consumed;
                if (written > text.Length - 2)
                {
                    output.Text(text[..written]);
                    written = 0;
                }
            }
        }
        output.Text(text[..written]);
    }

    /// <summary>No more bytes: what is pending is one maximal part of an invalid sequence.</summary>
    public void Finish(ITextSink output)
    {
        if (_count > 0)
            output.Text("\uFFFD");
        _count = 0;
    }
}
