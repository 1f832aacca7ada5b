using System.Text;

namespace Inference.Server.Tests.Serving;

/// <summary>What a client has read of an event stream: whole events only, as the standard says.</summary>
internal static class StreamClient
{
    public static IReadOnlyList<StreamEvent> Read(string text)
    {
        List<StreamEvent> events = [];
        for (int at = 0; text.IndexOf("\n\n", at, StringComparison.Ordinal) is >= 0 and int end; at = end + 2)
        {
            string id = "", data = "";
            foreach (string line in text[at..end].Split('\n'))
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line["id: ".Length..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line["data: ".Length..];
            }

            if (data.Length > 0) events.Add(new StreamEvent(id, data));
        }

        return events;
    }

    /// <summary>What comes until there are so many events, and no more.</summary>
    public static string ReadUntil(int events, TextReader reader)
    {
        string text = "";
        while (Read(text).Count < events)
        {
            int next = reader.Read();
            text += next >= 0 ? (char)next : throw new EndOfStreamException($"The stream ended before {events} events had come: {text}");
        }

        return text;
    }

    public static async Task<string> PostAsync(HttpClient client, string path, string body)
    {
        using HttpResponseMessage response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }

    /// <summary>Comes back to a response.</summary>
    /// <param name="client">At which front.</param>
    /// <param name="path">The response's.</param>
    /// <param name="lastEvent">The id of the last event that the client has; null: none.</param>
    public static Task<HttpResponseMessage> ReturnAsync(HttpClient client, string path, string? lastEvent)
    {
        HttpRequestMessage request = new(HttpMethod.Get, path);
        if (lastEvent is not null) request.Headers.Add("Last-Event-ID", lastEvent);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static async Task<string> RestAsync(HttpClient client, string path, string? lastEvent)
    {
        using HttpResponseMessage response = await ReturnAsync(client, path, lastEvent);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }
}

/// <summary>An event of a stream.</summary>
internal sealed record StreamEvent(string Id, string Data);
