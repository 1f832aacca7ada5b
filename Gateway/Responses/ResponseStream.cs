using System.Text;
using System.Text.Json.Nodes;
using Inference.Gateway.Chat;
using Inference.Gateway.Errors;
using Inference.Gateway.Generation;
using Inference.Gateway.Http;
using Inference.Gateway.Reattachment;
using Inference.Gateway.Tools;

namespace Inference.Gateway.Responses;

/// <summary>Writes a response as the Responses API's named events: items open, grow and close, one after the other.</summary>
internal sealed class ResponseStream(ResponseObject response, ChatRequest request, TextGeneration generation, EventStream events, Action<JsonObject> keep)
{
    private const int ItemIdLetters = 32;

    private readonly ChatTextReader _reader = request.Reading.NewReader(new DerivedLetters(response.Id, "call").Next);
    private readonly DerivedLetters _itemIds = new(response.Id, "item");
    private readonly List<JsonObject> _output = [];
    private readonly StringBuilder _text = new();
    private readonly MessageLogprobs _logprobs = new(request);
    private OpenItem? _open;
    private ChoiceEnd _end = new(Contracts.FinishReason.Error);
    private int _sequence;

    public void Add(TextPiece piece)
    {
        if (_sequence == 0) Begin();
        ChatPart[] parts = [.. _reader.Read(piece.Text, piece.End is not null)];
        _logprobs.Add(piece, parts);
        foreach (ChatPart part in parts) AddPart(part);
        _end = piece.End ?? _end;
    }

    public void Finish()
    {
        if (_sequence == 0) Begin();
        // An answer without a word is still a message.
        if (_open is null && _output.Count == 0) Open(ItemKind.Message, null);
        Close(ResponseObject.StatusOf(_end));
        JsonObject whole = response.Ended(_output, _end, generation.Usage);
        keep(whole);
        Add(ResponseObject.StatusOf(_end) == "completed" ? "response.completed" : "response.incomplete", new JsonObject { ["response"] = whole });
        events.AddDone();
    }

    public void Fail(ApiError error)
    {
        const string Failed = "response.failed";
        JsonObject body = new() { ["response"] = response.Failed(error.Code ?? error.Type, error.Message) };
        events.AddFailure(Numbered(Failed, body), ApiJson.Default.JsonObject, Failed);
    }

    private void Begin()
    {
        Add("response.created", new JsonObject { ["response"] = response.InProgress() });
        Add("response.in_progress", new JsonObject { ["response"] = response.InProgress() });
    }

    private void AddPart(ChatPart part)
    {
        ItemKind kind = part.Call is not null ? ItemKind.Call : part.Reasoning is not null ? ItemKind.Reasoning : ItemKind.Message;
        if (_open?.Kind != kind || part.Call?.Id is not null)
        {
            Close();
            Open(kind, part.Call);
        }

        string delta = part.Call?.Arguments ?? part.Reasoning ?? part.Content ?? "";
        if (delta.Length == 0) return;
        _text.Append(delta);
        JsonObject body = new() { ["delta"] = delta };
        if (kind == ItemKind.Message) body["logprobs"] = _logprobs.TakeNew();
        Add(_open!.DeltaEvent, _open.Place(body));
    }

    private void Open(ItemKind kind, ToolCallDelta? call)
    {
        _open = new OpenItem(kind, PrefixOf(kind) + _itemIds.Next(ItemIdLetters), _output.Count, call);
        _text.Clear();
        Add("response.output_item.added", new JsonObject { ["output_index"] = _open.Index, ["item"] = _open.Item("in_progress", null) });
        if (kind != ItemKind.Call) Add("response.content_part.added", _open.Place(new JsonObject { ["part"] = _open.Part("") }));
    }

    private void Close(string status = "completed")
    {
        if (_open is not { } item) return;
        string text = _text.ToString();
        JsonArray? logprobs = item.Kind == ItemKind.Message ? _logprobs.All : null;
        Add(item.DoneEvent, item.Place(Done(item, text, logprobs)));
        if (item.Kind != ItemKind.Call) Add("response.content_part.done", item.Place(new JsonObject { ["part"] = item.Part(text, Copy(logprobs)) }));
        JsonObject whole = item.Item(status, text, Copy(logprobs));
        Add("response.output_item.done", new JsonObject { ["output_index"] = item.Index, ["item"] = whole.DeepClone() });
        _output.Add(whole);
        _open = null;
        if (item.Kind == ItemKind.Message) _logprobs.EndMessage();
    }

    private static JsonObject Done(OpenItem item, string text, JsonArray? logprobs)
    {
        if (item.Kind == ItemKind.Call) return new JsonObject { ["name"] = item.Call?.Name, ["arguments"] = text };
        JsonObject body = new() { ["text"] = text };
        if (logprobs is not null) body["logprobs"] = logprobs;
        return body;
    }

    private static JsonArray? Copy(JsonArray? logprobs) => logprobs?.DeepClone().AsArray();

    private static string PrefixOf(ItemKind kind) => kind switch { ItemKind.Call => "fc_", ItemKind.Reasoning => "rs_", _ => "msg_" };

    private void Add(string type, JsonObject body) => events.Add(Numbered(type, body), ApiJson.Default.JsonObject, choice: 0, type);

    private JsonObject Numbered(string type, JsonObject body)
    {
        body["type"] = type;
        body["sequence_number"] = _sequence++;
        return body;
    }
}
