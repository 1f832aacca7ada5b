using System.Text.Json;

namespace Inference.Bench.Reliability.Requests;

/// <summary>What a client has of a response, from however many connections.</summary>
internal sealed class StreamOutput
{
    private readonly SortedDictionary<int, ChoiceOutput> _choices = [];

    public IReadOnlyDictionary<int, ChoiceOutput> Choices => _choices;

    /// <summary>By which the client comes back.</summary>
    public string? Id { get; private set; }

    public string? LastEvent { get; set; }

    public bool IsDone { get; private set; }

    /// <summary>What the server says went wrong.</summary>
    public string? Failure { get; private set; }

    public ChoiceOutput Choice(int index)
    {
        if (!_choices.TryGetValue(index, out ChoiceOutput? choice)) _choices[index] = choice = new ChoiceOutput();
        return choice;
    }

    /// <param name="data">Of one event.</param>
    public void Take(string data)
    {
        if (data == "[DONE]")
        {
            IsDone = true;
            return;
        }

        using JsonDocument document = JsonDocument.Parse(data);
        JsonElement root = document.RootElement;
        if (root.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object) Failure = error.GetRawText();
        else if (root.TryGetProperty("type", out JsonElement type)) TakeResponse(type.GetString()!, root);
        else TakeChoices(root);
    }

    /// <summary>The error is of the connection, and not of the response: the client goes on with another one.</summary>
    public void Forgive() => Failure = null;

    private void TakeChoices(JsonElement root)
    {
        Id ??= root.GetProperty("id").GetString();
        foreach (JsonElement each in root.GetProperty("choices").EnumerateArray())
        {
            ChoiceOutput choice = Choice(each.GetProperty("index").GetInt32());
            if (each.TryGetProperty("text", out JsonElement text)) choice.Text.Append(text.GetString());
            if (each.TryGetProperty("delta", out JsonElement delta) && delta.TryGetProperty("content", out JsonElement content)) choice.Text.Append(content.GetString());
            if (each.TryGetProperty("token_ids", out JsonElement ids) && ids.ValueKind == JsonValueKind.Array) choice.Tokens.AddRange(ids.EnumerateArray().Select(id => id.GetInt32()));
            if (each.TryGetProperty("logprobs", out JsonElement logprobs) && logprobs.ValueKind == JsonValueKind.Object) choice.Logprobs.Append(logprobs.GetRawText()).Append('\n');
            if (each.TryGetProperty("finish_reason", out JsonElement finish) && finish.GetString() is { } reason) choice.Finish = choice.Finish is null ? reason : $"{choice.Finish}+{reason}";
        }
    }

    private void TakeResponse(string type, JsonElement root)
    {
        ChoiceOutput choice = Choice(0);
        if (type == "response.created") Id ??= root.GetProperty("response").GetProperty("id").GetString();
        else if (type.EndsWith(".delta", StringComparison.Ordinal)) choice.Text.Append(root.GetProperty("delta").GetString());
        else if (type == "response.failed") Failure = root.GetProperty("response").GetProperty("error").GetRawText();
        else if (type is "response.completed" or "response.incomplete") choice.Finish = choice.Finish is null ? type : $"{choice.Finish}+{type}";
    }
}
