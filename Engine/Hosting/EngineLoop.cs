using Inference.Contracts;
using Inference.Engine.Caching;
using Inference.Engine.Execution;
using Inference.Engine.Scheduling;
using Inference.Engine.Speculation;
using Inference.Engine.Streaming;

namespace Inference.Engine.Hosting;

/// <summary>The engine's state and its step. One thread has it at a time.</summary>
internal sealed class EngineLoop : IDisposable
{
    private readonly IModelRunner _runner;
    private readonly TimeProvider _time;
    private readonly EngineInstruments _instruments;
    private readonly Scheduler _scheduler;
    private readonly QueueLimits _limits;
    private readonly OnTheWay _onTheWay;
    private readonly StepPace _pace;
    private readonly StepBatch _batch = new();
    private readonly StepTokens _tokens = new();
    private EngineLoad _load;

    public EngineLoop(IModelRunner runner, EngineOptions options, ITokenProposerFactory? proposers, TimeProvider time)
    {
        (_runner, _time) = (runner, time);
        _pace = new StepPace(options.TargetStepTime);
        BlockPool pool = new(runner.BlockCount, runner.CopyBlock, options.CacheWatch);
        _instruments = new EngineInstruments(options.ModelName, options.EngineName, EngineLimits.Of(runner, options).Longest, time, () => Load);
        _scheduler = new Scheduler(options, pool, new AttentionWindow(runner.WidestWindow), new TokenPlanner(options, runner.VocabularySize, proposers, _pace), _instruments);
        _limits = new QueueLimits(options, Throughput, _instruments.ServiceTime, time);
        _onTheWay = new OnTheWay(time);
        _load = _scheduler.Load;
        Pacer = new StreamPacer(time, options.CrowdedStreams);
    }

    /// <summary>Called after each step, on its thread: a place for checks.</summary>
    public Action<Scheduler>? AfterStep { get; set; }

    public bool HasWork => _scheduler.Requests.Count > 0;

    public EngineInstruments Instruments => _instruments;

    /// <summary>As of the last change; may be read from any thread.</summary>
    public EngineLoad Load => Volatile.Read(ref _load);

    public Throughput Throughput { get; } = new();

    public StreamPacer Pacer { get; }

    public Exception? LastFailure { get; private set; }

    /// <summary>Takes a request, or ends it with the reason why not.</summary>
    public void Accept(ActiveRequest request)
    {
        request.Pass?.Dispose();
        if (request.Ended is not null) return;
        if (_limits.Refusal(request, _scheduler.Load) is { } refusal)
        {
            Refuse(request, refusal);
            return;
        }

        _scheduler.Enqueue(request);
        Publish();
    }

    /// <inheritdoc cref="IEngineDoor.Enter"/>
    public InferenceException? EnterDoor(out IDisposable? pass)
    {
        InferenceException? refusal = _onTheWay.EnterUnless(count => _limits.AtDoor(Load, count), out DoorPass? given);
        pass = given;
        if (refusal is not null) _instruments.Refused(refusal.Error);
        return refusal;
    }

    /// <summary>By which whoever submits a request now was let in.</summary>
    public DoorPass? CallersPass => _onTheWay.Current;

    public void Refuse(ActiveRequest request, InferenceException refusal)
    {
        if (request.TryEnd(FinishReason.Error, refusal)) _instruments.Refused(refusal.Error);
    }

    public void End(ActiveRequest request, FinishReason reason)
    {
        _scheduler.End(request, reason);
        Publish();
    }

    /// <summary>Cancels a request by its id. False where it is not in work.</summary>
    public bool Abort(string id)
    {
        if (_scheduler.Requests.FirstOrDefault(request => request.Request.Id == id) is not { } request) return false;
        _scheduler.Abort(request);
        Publish();
        return true;
    }

    public void EndChoice(string id, int choice)
    {
        if (_scheduler.Requests.FirstOrDefault(request => request.Request.Id == id) is not { } request) return;
        _scheduler.EndChoice(request, choice);
        Publish();
    }

    public EngineSnapshot Observe() => Observation.Of(_scheduler, _instruments, _time);

    public void EndAll(FinishReason reason, Exception error)
    {
        foreach (ActiveRequest request in _scheduler.Requests.ToArray()) _scheduler.End(request, reason, error);
        Publish();
    }

    public void Step()
    {
        _scheduler.EndExpired(_time.GetUtcNow());
        if (HasWork) Compute();
        Publish();
        AfterStep?.Invoke(_scheduler);
    }

    public void Dispose()
    {
        _instruments.Dispose();
        Pacer.Dispose();
    }

    private void Compute()
    {
        long started = _time.GetTimestamp();
        using StepTrace trace = StepTrace.Start();
        try
        {
            trace.Enter("schedule");
            StepPlan plan = _scheduler.Schedule();
            trace.Enter("fill");
            ForwardBatch batch = _batch.Fill(plan);
            trace.Enter("forward");
            Logits logits = _runner.Forward(batch);
            trace.Enter("sample");
            StepSampler.Sample(logits, plan, _tokens);
            StepPooler.Pool(_runner.Hidden, plan, _tokens);
            trace.Enter("commit");
            Pacer.BeginStep(_scheduler.RunningCount);
            _scheduler.Commit(plan, _tokens);

            TimeSpan elapsed = _time.GetElapsedTime(started);
            Throughput.Record(plan.Tokens, elapsed);
            _pace.Record(plan.PromptTokens, elapsed);
            _instruments.StepEnded(plan.Tokens);
        }
        catch (Exception exception)
        {
            trace.Fail(exception);
            LastFailure = exception;
            _scheduler.FailStep(exception);
        }
    }

    private void Publish() => Volatile.Write(ref _load, _scheduler.Load);
}
