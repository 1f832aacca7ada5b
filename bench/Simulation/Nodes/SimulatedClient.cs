using Inference.Cluster.Reattachment;
using Inference.Contracts;
using Inference.Simulation.Checks;

namespace Inference.Simulation.Nodes;

/// <summary>A client that wants one response, comes back when its connection or its front is gone, and tries again when told to.</summary>
internal sealed class SimulatedClient(World world, GenerateRequest request, string tenant) : IDisposable
{
    private readonly ResponseCheck _check = new(request, () => world.Journal.RequestOf(request.Id));
    private readonly StreamCursor _cursor = StreamCursor.Start(request.Sampling.N);
    private Connection? _connection;

    public GenerateRequest Request => request;

    public InferenceError? Refusal { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>How often it lost its connection.</summary>
    public int Losses { get; private set; }

    public void Disconnect() => _connection?.Break();

    public void Dispose() => _connection?.Dispose();

    public async Task RunAsync(TimeSpan arrival)
    {
        await Task.Delay(arrival, world.Clock);
        for (bool isFirst = true; !IsDone;)
        {
            if (world.PickFront() is not { } front)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), world.Clock);
                continue;
            }

            StreamCursor.TryParse(_cursor.ToString(), request.Sampling.N, out StreamCursor? cursor);
            _connection = new Connection(request, tenant, cursor!, isFirst);
            isFirst = false;
            front.Connect(_connection);
            TimeSpan pause = await ReadAsync(_connection);
            if (!IsDone) await Task.Delay(pause, world.Clock);
        }

        world.Note($"{request.Id} {(Refusal is null ? "is complete" : $"ends: {Refusal}")}");
    }

    /// <summary>Reads to the end of the connection. Returns the pause before the next.</summary>
    private async Task<TimeSpan> ReadAsync(Connection connection)
    {
        int before = _check.Tokens;
        try
        {
            while (await connection.Received.TakeAsync(CancellationToken.None) is { } chunk)
            {
                world.Note($"{request.Id}/{chunk.Choice} {chunk.Position}+{chunk.Tokens.Count} {chunk.FinishReason}");
                _check.Take(chunk);
                _cursor.Advance(chunk);
            }

            if (!_check.IsComplete) throw new SimulationException($"Request {request.Id}: the front says it is complete, and it is not.");
            _check.CheckEnd();
            IsDone = true;
        }
        catch (IOException)
        {
            Losses++;
            world.Note($"{request.Id} loses its connection");
        }
        catch (OperationCanceledException)
        {
            throw new SimulationException($"Request {request.Id} was cancelled, and nobody had asked for it.");
        }
        catch (InferenceException error)
        {
            world.Note($"{request.Id} is refused: {error.Error} {error.Message}");
            Refuse(error, hasBegun: _check.Tokens > before);
            return error.RetryAfter ?? TimeSpan.FromMilliseconds(500);
        }

        return TimeSpan.FromMilliseconds(200);
    }

    private void Refuse(InferenceException error, bool hasBegun)
    {
        switch (error.Error)
        {
            case InferenceError.InvalidRequest when request.Sampling.MaxTokens < 1:
            case InferenceError.Quarantined when world.Deaths >= world.Scenario.Resumption.MaxDeaths:
            case InferenceError.DeadlineExceeded when world.Clock.GetUtcNow() > request.Deadline - World.MostSkew:
                (Refusal, IsDone) = (error.Error, true);
                break;
            case InferenceError.Unavailable:

            // What has begun goes on: only what has not may be put off.
            case InferenceError.Overloaded or InferenceError.RateLimited or InferenceError.Draining when !hasBegun:
                break;
            default:
                throw new SimulationException($"Request {request.Id} ends in {error.Error}, for which there is no reason: {error.Message}", error);
        }
    }
}
