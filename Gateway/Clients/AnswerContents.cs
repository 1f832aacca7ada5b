using System.Text;
using System.Text.Json;
using Inference.Gateway.Chat;
using Microsoft.Extensions.AI;

namespace Inference.Gateway.Clients;

/// <summary>Turns the parts of an answer into contents as they come. A call is one content, which comes when the call is complete.</summary>
internal sealed class AnswerContents(ChatTextReader reader, bool showsReasoning)
{
    private readonly StringBuilder _arguments = new();
    private (string Id, string Name)? _call;

    public int CallCount => reader.CallCount;

    /// <param name="text">What came.</param>
    /// <param name="isEnd">Whether nothing comes after it.</param>
    public List<AIContent> Read(string text, bool isEnd)
    {
        List<AIContent> contents = [];
        foreach (ChatPart part in reader.Read(text, isEnd))
        {
            if (part.Call is { } delta)
            {
                if (delta.Id is { } id)
                {
                    EndCall(contents);
                    _call = (id, delta.Name!);
                }

                _arguments.Append(delta.Arguments);
            }
            else if (part.Content is { Length: > 0 } content)
            {
                contents.Add(new TextContent(content));
            }
            else if (part.Reasoning is { Length: > 0 } reasoning && showsReasoning)
            {
                contents.Add(new TextReasoningContent(reasoning));
            }
        }

        if (isEnd) EndCall(contents);
        return contents;
    }

    /// <summary>Arguments that are not JSON, such as those of an answer that was cut short, are told by the content's exception.</summary>
    private void EndCall(List<AIContent> contents)
    {
        if (_call is not { } call) return;
        contents.Add(FunctionCallContent.CreateFromParsedArguments(
            _arguments.ToString(), call.Id, call.Name, static json => JsonSerializer.Deserialize<Dictionary<string, object?>>(json, CompactJson.Options)));
        _arguments.Clear();
        _call = null;
    }
}
