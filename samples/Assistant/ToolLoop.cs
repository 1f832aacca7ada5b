using Microsoft.Extensions.AI;

namespace Inference.Assistant;

/// <summary>
/// Asks, does what the model calls for, and asks again with the results, until it answers. FunctionInvokingChatClient of the package
/// Microsoft.Extensions.AI does the same and more, and wraps this chat client like any other.
/// </summary>
internal static class ToolLoop
{
    private const int MostRounds = 5;

    public static async IAsyncEnumerable<ChatResponseUpdate> AnswerAsync(IChatClient chat, List<ChatMessage> conversation, ChatOptions options)
    {
        for (int round = 0; round < MostRounds; round++)
        {
            List<ChatResponseUpdate> answer = [];
            await foreach (ChatResponseUpdate update in chat.GetStreamingResponseAsync(conversation, options))
            {
                answer.Add(update);
                yield return update;
            }

            conversation.AddMessages(answer);
            FunctionCallContent[] calls = [.. answer.SelectMany(update => update.Contents).OfType<FunctionCallContent>()];
            if (calls.Length == 0) yield break;

            List<AIContent> results = [];
            foreach (FunctionCallContent call in calls) results.Add(new FunctionResultContent(call.CallId, await InvokeAsync(call, options)));
            conversation.Add(new ChatMessage(ChatRole.Tool, results));
            options.ToolMode = ChatToolMode.Auto;
        }
    }

    private static async Task<object?> InvokeAsync(FunctionCallContent call, ChatOptions options)
    {
        if (call.Exception is not null) return "Error: the arguments are not JSON.";
        AIFunction? tool = options.Tools?.OfType<AIFunction>().FirstOrDefault(tool => tool.Name == call.Name);
        return tool is null ? $"Error: there is no tool {call.Name}." : await tool.InvokeAsync(new AIFunctionArguments(call.Arguments));
    }
}
