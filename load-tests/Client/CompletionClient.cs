using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;

namespace Inference.LoadTests.Client;

/// <summary>Sends requests by HTTP and reads streamed answers.</summary>
internal sealed class CompletionClient : IRequestSender, IDisposable
{
    private const int LongestProblem = 300;

    private readonly ClientOptions _options;
    private readonly RunClock _clock;
    private readonly ILoadObserver _observer;
    private readonly HttpClient _http;

    public CompletionClient(ClientOptions options, RunClock clock, ILoadObserver observer)
    {
        (_options, _clock, _observer) = (options, clock, observer);
        _http = HttpAccess.Create(options);
    }

    public async Task SendAsync(RequestRecord record, string path, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        Uri address = new(_options.Addresses[record.Conversation % _options.Addresses.Count], path);
        record.Sent = _clock.Now;
        _observer.OnSent(record);
        while (true)
        {
            TimeSpan? retryAfter = await AttemptAsync(record, address, body, cancellation);
            bool again = record.Outcome is Outcome.Refused or Outcome.Unavailable && record.Retries < _options.Retries && !cancellation.IsCancellationRequested;
            if (!again) break;
            record.Retries++;
            try
            {
                await Task.Delay(retryAfter ?? TimeSpan.FromSeconds(1), _clock.Time, cancellation);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        record.Ended = _clock.Now;
        _observer.OnEnded(record);
    }

    public void Dispose() => _http.Dispose();

    /// <returns>When to come again, where a refusal says so.</returns>
    private async Task<TimeSpan?> AttemptAsync(RequestRecord record, Uri address, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using CancellationTokenSource timeout = new(_options.Timeout, _clock.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        bool connected = false;
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            connected = true;
            record.Status = (int)response.StatusCode;
            if (!response.IsSuccessStatusCode) return await ReadRefusalAsync(record, response, either.Token);
            await ReadAnswerAsync(record, response, either.Token);
        }
        catch (OperationCanceledException)
        {
            record.Outcome = cancellation.IsCancellationRequested ? Outcome.Unfinished : Outcome.TimedOut;
        }
        catch (InvalidDataException error)
        {
            Fail(record, Outcome.Garbled, error);
        }
        catch (HttpRequestException error) when (!connected)
        {
            bool failedToConnect = error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            Fail(record, failedToConnect ? Outcome.ConnectFailed : Outcome.ConnectionLost, error);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or AuthenticationException)
        {
            Fail(record, Outcome.ConnectionLost, error);
        }

        return null;
    }

    private async Task ReadAnswerAsync(RequestRecord record, HttpResponseMessage response, CancellationToken cancellation)
    {
        AnswerReader answer = new(record, _observer);
        PipeReader pipe = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellation), new StreamPipeReaderOptions(bufferSize: 4096));
        try
        {
            while (true)
            {
                ReadResult read = await pipe.ReadAsync(cancellation);
                answer.Feed(read.Buffer, _clock.Now);
                pipe.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }
        }
        finally
        {
            // Of a stream that broke off, the text so far counts too; its outcome is told by what broke it.
            answer.Finish();
            await pipe.CompleteAsync();
        }
    }

    private static async Task<TimeSpan?> ReadRefusalAsync(RequestRecord record, HttpResponseMessage response, CancellationToken cancellation)
    {
        string text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellation));
        record.Problem = text.Length <= LongestProblem ? text : text[..LongestProblem];
        record.Outcome = response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => Outcome.Refused,
            HttpStatusCode.ServiceUnavailable => Outcome.Unavailable,
            _ => Outcome.HttpError,
        };
        record.HasRetryAfter = response.Headers.RetryAfter is not null;
        return response.Headers.RetryAfter?.Delta;
    }

    private static void Fail(RequestRecord record, Outcome outcome, Exception error) => (record.Outcome, record.Problem) = (outcome, error.Message);
}
