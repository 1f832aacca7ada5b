using System.Text;

namespace Inference.ModelFiles.Tokenization.Decoding;

/// <summary>What a run of byte tokens that is not valid UTF-8 throughout becomes.</summary>
internal enum InvalidBytes
{
    /// <summary>U+FFFD for each byte of the run, valid or not: Hugging Face's decoder. A run waits for its end.</summary>
    ReplaceRun,

    /// <summary>U+FFFD for each byte that is part of no code point: SentencePiece.</summary>
    ReplaceBytes,

    /// <summary>U+FFFD for each maximal part of an invalid sequence, as for any other text.</summary>
    ReplaceSequences,
}

/// <summary>Reads tokens such as &lt;0x0A&gt; as bytes.</summary>
internal sealed class ByteFallbackDecoder(InvalidBytes invalid) : IDecoder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public ITextSink Open(ITextSink next) => invalid == InvalidBytes.ReplaceSequences ? new SequenceSink(next) : new RunSink(next, invalid);

    public string Rewrite(string token, ref byte[]? bytes)
    {
        if (TryByte(token, out byte value))
            bytes = [value];
        return token;
    }

    /// <summary>Whether a token is one of the 256 that stand for a byte.</summary>
    public static bool TryByte(string token, out byte value)
    {
        value = 0;
        return token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out value);
    }

    private sealed class RunSink(ITextSink next, InvalidBytes invalid) : WholeTokenSink(next)
    {
        private readonly List<byte> _run = [];

        protected override void Token(string token)
        {
            if (TryByte(token, out byte value))
            {
                _run.Add(value);
                return;
            }
            Finish();
            Pass(token);
        }

        protected override void Finish()
        {
            if (_run.Count == 0)
                return;
            Pass(Read(_run.ToArray()));
            _run.Clear();
        }

        private string Read(byte[] run)
        {
            if (System.Text.Unicode.Utf8.IsValid(run))
                return Strict.GetString(run);
            if (invalid == InvalidBytes.ReplaceRun)
                return new string('\uFFFD', run.Length);
            StringBuilder text = new();
            for (int at = 0; at < run.Length;)
            {
                bool valid = Rune.DecodeFromUtf8(run.AsSpan(at), out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done;
                text.Append(rune);
                at += valid ? consumed : 1;
            }
            return text.ToString();
        }
    }

    private sealed class SequenceSink(ITextSink next) : WholeTokenSink(next)
    {
        private readonly Utf8Reader _reader = new();

        protected override void Token(string token)
        {
            if (TryByte(token, out byte value))
            {
                _reader.Read([value], Next);
                Next.EndToken();
                return;
            }
            Finish();
            Pass(token);
        }

        protected override void Finish()
        {
            if (!_reader.HasPending)
                return;
            _reader.Finish(Next);
            Next.EndToken();
        }
    }
}
