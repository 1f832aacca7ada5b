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
    private readonly SequenceQueues _queues;
    private readonly SequenceAdmission _admission;
    private readonly TokenPlanner _planner;
    private readonly StepPlan _plan = new();
    private readonly DeadlineQueue _deadlines = new();
    private readonly HashSet<ActiveRequest> _requests = [];
    private EngineLoad _load;
    private bool _hasBacklog;
    private long _arrivals;

    public Scheduler(EngineOptions options, BlockPool pool, AttentionWindow window, TokenPlanner planner, EngineInstruments instruments)
    {
        (_options, _pool, _window, _planner, _instruments) = (options, pool, window, planner, instruments);
        _queues = new SequenceQueues(new SequenceOrder(options.Policy));
        _admission = new SequenceAdmission(options, pool, window, instruments);
        _load = new EngineLoad(0, 0, 0, false, pool.FreeCount, pool.BlockCount);
    }

    /// <summary>Requests that have not ended.</summary>
    public IReadOnlyCollection<ActiveRequest> Requests => _requests;

    /// <summary>The same object as long as nothing has changed.</summary>
    public EngineLoad Load
    {
        get
        {
            bool backlog = Waiting.Count > 0 && _hasBacklog;
            bool same = _load.Running == Running.Count && _load.Waiting == Waiting.Count && _load.WaitingTokens == Waiting.Tokens
                && _load.HasBacklog == backlog && _load.FreeBlocks == _pool.FreeCount;
            return same ? _load : _load = new EngineLoad(Running.Count, Waiting.Count, Waiting.Tokens, backlog, _pool.FreeCount, _pool.BlockCount);
        }
    }

    private WaitingSequences Waiting => _queues.Waiting;

    public int RunningCount => Running.Count;

    private RunningSequences Running => _queues.Running;

    /// <summary>The use of each block of the cache.</summary>
    public BlockUse[] BlockUses()
    {
        BlockUse[] uses = new BlockUse[_pool.BlockCount];
        for (int block = 0; block < uses.Length; block++) uses[block] = _pool.UseOf(block);
        return uses;
    }

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

        if (request.AwaitPrompt.TryDequeue(out Sequence? first)) _queues.Wait(first);
    }

    /// <summary>Chooses the sequences of a step and their tokens, and finds room for them.</summary>
    public StepPlan Schedule()
    {
        KeepRoom();
        while (Running.Count < _options.MaxSequences && Waiting.TryPeek(out Sequence? next) && _admission.TryStart(next, Running)) _queues.Admit(next);
        _hasBacklog = Waiting.Count > 0;
        _planner.Fill(Running, _plan);
        return _plan;
    }

    /// <summary>Takes note of what a step has computed and sampled, and sends it.</summary>
    public void Commit(StepPlan plan, StepTokens tokens)
    {
        foreach (ref readonly PlannedSlice slice in plan.Slices)
        {
            EndFailed(slice.Sequence, tokens);
            foreach (Sequence fork in slice.Forks) EndFailed(fork, tokens);
            if (slice.Sequence.Request.Ended is not null) continue;
            SequenceOutput? output = tokens.Of(slice.Sequence);
            Advance(slice, output);
            Part(slice);
            if (output is not null) Deliver(slice.Sequence, output);
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
        if (request.Ended is not null) return;
        foreach (Sequence sequence in request.Sequences) _queues.Finish(sequence, trusted);
        request.Sequences.Clear();
        request.AwaitPrompt.Clear();
        _requests.Remove(request);
        _deadlines.Remove(request);
        _instruments.Ended(request, reason);
        request.TryEnd(reason, error);
    }

    /// <summary>Ends a request by the will of someone other than its client, who is told so for each choice that is open.</summary>
    public void Abort(ActiveRequest request)
    {
        if (request.Ended is not null) return;
        SequenceOutput aborted = new() { Finish = FinishReason.Abort };
        foreach (Sequence sequence in request.Sequences) request.Send(sequence.Choice, sequence.OutputTokens, aborted, stopToken: null);
        End(request, FinishReason.Abort);
    }

    /// <summary>Ends one choice whose client has all it wants of it. Nothing happens where it has ended, or where others wait for its prompt.</summary>
    public void EndChoice(ActiveRequest request, int choice)
    {
        if (request.AwaitPrompt.Count > 0 || request.Sequences.FirstOrDefault(each => each.Choice == choice) is not { OutputTokens: > 0 } sequence) return;
        request.Send(choice, sequence.OutputTokens, new SequenceOutput { Finish = FinishReason.Stop }, stopToken: null);
        Close(sequence, FinishReason.Stop);
    }

    /// <summary>
    /// A step has thrown: the requests that it touched fail, which is all that run, and the first that waits if it
    /// was just being admitted, or if there is nothing else that the step can have stumbled over.
    /// </summary>
    public void FailStep(Exception exception)
    {
        HashSet<ActiveRequest> touched = [.. Running.Select(sequence => sequence.Request)];
        if (Waiting.TryPeek(out Sequence? next) && (touched.Count == 0 || next.Blocks.HeldCount > 0)) touched.Add(next.Request);
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
        for (int i = 0; i < Running.Count; i++)
        {
            while (i < Running.Count && Running[i].Blocks.MakeRoom(Running[i].ComputedTokens, 1) == 0)
            {
                _queues.Preempt(Running[Running.Count - 1]);
                _instruments.Preempted();
            }
        }
    }

    private void EndFailed(Sequence sequence, StepTokens tokens)
    {
        if (tokens.Of(sequence)?.Failure is { } failure) End(sequence.Request, FinishReason.Error, failure, trusted: false);
    }

    /// <summary>Computed are the known tokens, and as much of the draft as was then sampled.</summary>
    private void Advance(in PlannedSlice slice, SequenceOutput? output)
    {
        int sampled = output?.Tokens.Count ?? 0, held = Math.Max(0, sampled - 1);
        for (int i = 0; i < sampled; i++) slice.Sequence.Append(output!.Tokens[i].Token);
        slice.Sequence.Advance(slice.Count + held, _options.EnablePrefixCaching);
        if (slice.Draft.Count > 0) _instruments.Drafted(slice.Draft.Count, held);
    }

    /// <summary>Where the prompt has been computed, the other choices go on from it; those that find no place wait for one.</summary>
    private void Part(in PlannedSlice slice)
    {
        ActiveRequest request = slice.Sequence.Request;
        if (slice.End != request.Prompt.Length) return;
        foreach (Sequence fork in slice.Forks)
        {
            request.AwaitPrompt.Dequeue();
            _queues.Fork(fork, slice.Sequence);
        }

        while (request.AwaitPrompt.TryDequeue(out Sequence? left)) _queues.Wait(left);
    }

    private void Deliver(Sequence sequence, SequenceOutput output)
    {
        ActiveRequest request = sequence.Request;
        request.OutputTokens += output.Tokens.Count;
        int? stopToken = output.Finish == FinishReason.Stop && sequence.OutputTokens > 0 ? sequence.Tokens[^1] : null;
        request.Send(sequence.Choice, sequence.OutputTokens - output.Tokens.Count, output, stopToken);
        if (output.Tokens.Count > 0) _instruments.TokensSent(sequence, output.Tokens.Count);
        if (output.Finish is { } reason) Close(sequence, reason);
    }

    /// <summary>A choice has ended, and with the last one its request.</summary>
    private void Close(Sequence sequence, FinishReason reason)
    {
        ActiveRequest request = sequence.Request;
        request.LongestOutput = Math.Max(request.LongestOutput, sequence.OutputTokens);
        _queues.Finish(sequence, trusted: true);
        request.Sequences.Remove(sequence);
        if (request.Sequences.Count == 0) End(request, reason);
    }
}
