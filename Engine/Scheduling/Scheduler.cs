using Inference.Contracts;
using Inference.Engine.Caching;
using Inference.Engine.Hosting;

namespace Inference.Engine.Scheduling;

/// <summary>
/// Decides what each step computes, and takes note of what came of it. A sequence has <see cref="Sequence.ComputedTokens"/> of its
/// <see cref="Sequence.TotalTokens"/>, and each step gives every running one some of the rest: prompts in chunks, prefix hits,
/// recomputation after preemption, and drafts are all this.
/// </summary>
internal sealed class Scheduler
{
    private readonly EngineOptions _options;
    private readonly EngineInstruments _instruments;
    private readonly BlockPool _pool;
    private readonly AttentionWindow _window;
    private readonly WaitingSequences _waiting;
    private readonly RunningSequences _running;
    private readonly SequenceAdmission _admission;
    private readonly TokenPlanner _planner;
    private readonly StepPlan _plan = new();
    private readonly DeadlineQueue _deadlines = new();
    private readonly HashSet<ActiveRequest> _requests = [];
    private bool _hasBacklog;
    private long _arrivals;

    public Scheduler(EngineOptions options, BlockPool pool, AttentionWindow window, TokenPlanner planner, EngineInstruments instruments)
    {
        (_options, _pool, _window, _planner, _instruments) = (options, pool, window, planner, instruments);
        SequenceOrder order = new(options.Policy);
        _waiting = new WaitingSequences(order);
        _running = new RunningSequences(order);
        _admission = new SequenceAdmission(options, pool, window, instruments);
    }

    /// <summary>Requests that have not ended.</summary>
    public IReadOnlyCollection<ActiveRequest> Requests => _requests;

    public EngineLoad Load => new(_running.Count, _waiting.Count, _waiting.Tokens, _waiting.Count > 0 && _hasBacklog, _pool.FreeCount, _pool.BlockCount);

    /// <summary>Takes a request into the queue: one of its choices, which computes the prompt for all.</summary>
    public void Enqueue(ActiveRequest request)
    {
        request.Arrival = _arrivals++;
        _requests.Add(request);
        _deadlines.Add(request);
        _instruments.Accepted(request);
        for (int choice = 0; choice < request.Request.Sampling.N; choice++)
        {
            IReadOnlyList<int> emitted = choice < request.Request.Emitted.Count ? request.Request.Emitted[choice] : [];
            Sequence sequence = new(request, choice, emitted, new BlockTable(_pool, _window));
            request.Sequences.Add(sequence);
            if (sequence.EmittedFinish is null) request.AwaitPrompt.Enqueue(sequence);
        }

        foreach (Sequence ended in request.Sequences.Where(sequence => sequence.EmittedFinish is not null).ToArray())
        {
            Deliver(ended, new SequenceOutput { Finish = ended.EmittedFinish });
        }

        if (request.AwaitPrompt.TryDequeue(out Sequence? first)) Wait(first, SequenceEvent.Enqueue);
    }

    /// <summary>Chooses the sequences of a step and their tokens, and finds room for them.</summary>
    public StepPlan Schedule()
    {
        KeepRoom();
        while (_running.Count < _options.MaxSequences && _waiting.TryPeek(out Sequence? next) && _admission.TryStart(next, _running))
        {
            _waiting.Remove(next);
            next.Move(SequenceEvent.Admit);
            _running.Add(next);
        }

        _hasBacklog = _waiting.Count > 0;
        _planner.Fill(_running, _plan);
        return _plan;
    }

    /// <summary>Takes note of what a step has computed and sampled, and sends it.</summary>
    public void Commit(StepPlan plan, StepTokens tokens)
    {
        foreach (PlannedSlice slice in plan.Slices)
        {
            Sequence sequence = slice.Sequence;
            SequenceOutput? output = tokens.Of(sequence);
            foreach (Sequence sampled in (ReadOnlySpan<Sequence>)[sequence, .. slice.Forks])
            {
                if (tokens.Of(sampled)?.Failure is { } failure) End(sampled.Request, FinishReason.Error, failure, trusted: false);
            }

            if (sequence.Request.Ended is not null) continue;
            foreach (var sampled in output?.Tokens ?? []) sequence.Append(sampled.Token);
            int held = Math.Max(0, (output?.Tokens.Count ?? 0) - 1);
            if (slice.Draft.Count > 0) _instruments.Drafted(slice.Draft.Count, held);
            sequence.Advance(slice.Count + held, _options.EnablePrefixCaching);
            Part(slice);
            if (output is not null) Deliver(sequence, output);
            foreach (Sequence fork in slice.Forks)
            {
                if (tokens.Of(fork) is not { } forked) continue;
                fork.Append(forked.Tokens[0].Token);
                Deliver(fork, forked);
            }
        }
    }

    /// <summary>Ends a request, and gives back what it holds. Nothing happens where it has ended.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reason">Why.</param>
    /// <param name="error">What the client gets to see.</param>
    /// <param name="trusted">False where a failed step may have left anything in its blocks.</param>
    public void End(ActiveRequest request, FinishReason reason, Exception? error = null, bool trusted = true)
    {
        if (!request.TryEnd(reason, error)) return;
        foreach (Sequence sequence in request.Sequences) Leave(sequence, trusted);
        request.Sequences.Clear();
        request.AwaitPrompt.Clear();
        _requests.Remove(request);
        _deadlines.Remove(request);
        _instruments.Ended(request, reason);
    }

    /// <summary>
    /// A step has thrown: the requests that it touched fail, which is all that run. If it was none, the first that waits fails:
    /// it is what the step has stumbled over.
    /// </summary>
    public void FailStep(Exception exception)
    {
        ActiveRequest[] touched = [.. _running.Select(sequence => sequence.Request).Distinct()];
        if (touched.Length == 0 && _waiting.TryPeek(out Sequence? next)) touched = [next.Request];
        foreach (ActiveRequest request in touched)
        {
            End(request, FinishReason.Error, new InferenceException(InferenceError.EngineFailed, "The engine failed in a step that computed this request.", exception), trusted: false);
        }
    }

    public void EndExpired(DateTimeOffset now)
    {
        while (_deadlines.TryPeekExpired(now, out ActiveRequest? request))
        {
            End(request, FinishReason.Error, new InferenceException(InferenceError.DeadlineExceeded, "The deadline has passed."));
        }
    }

    public void CheckIntegrity()
    {
        _pool.CheckIntegrity(_requests.SelectMany(request => request.Sequences).Select(sequence => sequence.Blocks));
        foreach (Sequence sequence in _requests.SelectMany(request => request.Sequences))
        {
            bool running = sequence.State == SequenceState.Running;
            if (!running && sequence.Blocks.HeldCount > 0) throw new InvalidOperationException("A sequence holds blocks and does not run.");
            if (sequence.Blocks.Blocks.Count > AttentionWindow.Blocks(sequence.ComputedTokens)) throw new InvalidOperationException("A sequence holds more than one block that is not full.");
        }
    }

    /// <summary>Sees to it that each running sequence can take a token more, at the cost of those who come last.</summary>
    private void KeepRoom()
    {
        for (int i = 0; i < _running.Count; i++)
        {
            while (i < _running.Count && _running[i].Blocks.MakeRoom(_running[i].ComputedTokens, 1) == 0)
            {
                Sequence last = _running[_running.Count - 1];
                _running.Remove(last);
                last.Release();
                Wait(last, SequenceEvent.Preempt);
                _instruments.Preempted();
            }
        }
    }

    /// <summary>Where the prompt has been computed, the other choices go on from it; those that find no place wait for one.</summary>
    private void Part(PlannedSlice slice)
    {
        ActiveRequest request = slice.Sequence.Request;
        if (slice.End != request.Prompt.Length) return;
        foreach (Sequence fork in slice.Forks)
        {
            request.AwaitPrompt.Dequeue();
            fork.ForkFrom(slice.Sequence);
            fork.Move(SequenceEvent.Fork);
            _running.Add(fork);
        }

        while (request.AwaitPrompt.TryDequeue(out Sequence? left)) Wait(left, SequenceEvent.Enqueue);
    }

    private void Wait(Sequence sequence, SequenceEvent happened)
    {
        sequence.Move(happened);
        _waiting.Add(sequence);
    }

    private void Deliver(Sequence sequence, SequenceOutput output)
    {
        ActiveRequest request = sequence.Request;
        request.OutputTokens += output.Tokens.Count;
        int? stopToken = output.Finish == FinishReason.Stop ? sequence.Tokens[^1] : null;
        request.Send(sequence.Choice, sequence.OutputTokens - output.Tokens.Count, output, stopToken);
        if (output.Tokens.Count > 0) _instruments.TokensSent(sequence, output.Tokens.Count);
        if (output.Finish is not { } reason) return;

        request.LongestOutput = Math.Max(request.LongestOutput, sequence.OutputTokens);
        Leave(sequence, trusted: true);
        request.Sequences.Remove(sequence);
        if (request.Sequences.Count == 0) End(request, reason);
    }

    private void Leave(Sequence sequence, bool trusted)
    {
        if (sequence.State == SequenceState.Running) _running.Remove(sequence);
        if (sequence.State == SequenceState.Waiting) _waiting.Remove(sequence);
        sequence.Release(trusted);
        sequence.Move(SequenceEvent.Finish);
    }
}
