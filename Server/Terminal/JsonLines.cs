using System.Buffers;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Inference.Server.Terminal;

/// <summary>
/// One JSON value a line in, one a line out, each answered before the next is waited for, so that another program can
/// hold a dialogue. A line that cannot be read is answered by <c>{"error":…}</c> in its place.
/// </summary>
internal static class JsonLines
{
    private const int MaxLineBytes = 1 << 30;

    /// <summary>Written as they are, whatever their script; only what JSON demands is escaped.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = 256 };

    /// <summary>Answers every line of standard input; returns whether all lines were JSON.</summary>
    public static async Task<bool> AnswerAsync(Stream input, Stream output, Action<JsonElement, Utf8JsonWriter> answer, CancellationToken cancellation)
    {
        bool allRead = true;
        ArrayBufferWriter<byte> buffer = new();
        PipeReader reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        while (true)
        {
            // A read from a pipe or terminal cannot be cancelled, so it is left behind waiting where the command is.
            ReadResult read = await reader.ReadAsync(CancellationToken.None).AsTask().WaitAsync(cancellation);
            ReadOnlySequence<byte> rest = read.Buffer;
            while (TryTakeLine(ref rest, read.IsCompleted, out ReadOnlySequence<byte> line))
            {
                cancellation.ThrowIfCancellationRequested();
                allRead &= Answer(line, buffer, answer);
                await output.WriteAsync(buffer.WrittenMemory, cancellation);
                await output.FlushAsync(cancellation);
                buffer.ResetWrittenCount();
            }

            if (read.IsCompleted) return allRead;
            if (rest.Length > MaxLineBytes) throw new CommandException($"an input line is longer than {MaxLineBytes >> 20} MiB");
            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    public static void WriteError(Utf8JsonWriter writer, string message)
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, message);
        writer.WriteEndObject();
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        if (!isLast || rest.IsEmpty) return false;
        rest = default;
        return true;
    }

    private static bool Answer(in ReadOnlySequence<byte> line, ArrayBufferWriter<byte> buffer, Action<JsonElement, Utf8JsonWriter> answer)
    {
        bool isJson = true;
        using (Utf8JsonWriter writer = new(buffer, WriterOptions))
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(line, ReaderOptions);
                answer(document.RootElement, writer);
            }
            catch (JsonException error)
            {
                isJson = false;
                WriteError(writer, $"not a line of JSON: {error.Message}");
            }
        }

        buffer.Write("\n"u8);
        return isJson;
    }
}
