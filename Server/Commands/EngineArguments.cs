using System.CommandLine;
using Inference.Engine.Execution;
using Inference.Engine.Hosting;
using Inference.Engine.Scheduling;
using Inference.Engine.Speculation;
using Inference.Hosting.Composition;
using Inference.Server.Terminal;

namespace Inference.Server.Commands;

/// <summary>How a model is run, for every command that runs one. Names are vLLM's where it has the same thing.</summary>
internal sealed class EngineArguments
{
    private readonly RunnerArguments _runner = new();
    private readonly Option<int?> _sequences = new("--max-num-seqs") { HelpName = "N", Description = "Most sequences computed in one step. Default: 256." };
    private readonly Option<int?> _batched = new("--max-num-batched-tokens") { HelpName = "N", Description = "Most tokens computed in one step. Default: 512." };
    private readonly Option<int?> _stepTime = new("--target-step-ms") { HelpName = "N", Description = "How long a step may take while somebody is being answered, in milliseconds: longer prompts are read in smaller pieces beside it. 0: any time. Default: 100." };
    private readonly Option<bool?> _prefixCaching = new("--enable-prefix-caching") { HelpName = "true|false", Description = "Share keys and values of common prefixes. Default: true.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool?> _noPrefixCaching = new("--no-enable-prefix-caching") { HelpName = "true|false", Description = "Share none.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<SchedulingPolicy?> _policy = ArgumentKinds.Choice(
        "--scheduling-policy", "Which request goes first. Default: fcfs.", ("fcfs", SchedulingPolicy.Fcfs), ("priority", SchedulingPolicy.Priority));

    private readonly Option<SpeculationMethod?> _method = ArgumentKinds.Choice(
        "--speculative-method", "Guess tokens ahead, which changes no token: by prompt lookup or by a draft model. Default: none.",
        ("none", SpeculationMethod.None), ("ngram", SpeculationMethod.PromptLookup), ("draft_model", SpeculationMethod.DraftModel));

    private readonly Option<string?> _draft = new("--speculative-model") { HelpName = "MODEL", Description = "The draft model's directory or file." };
    private readonly Option<int?> _guesses = new("--num-speculative-tokens") { HelpName = "N", Description = "Tokens guessed at a time. Default: 4." };

    public EngineArguments()
    {
        _sequences.Validators.Add(ArgumentKinds.AtLeastOne);
        _batched.Validators.Add(ArgumentKinds.AtLeastOne);
        _guesses.Validators.Add(ArgumentKinds.AtLeastOne);
        _stepTime.Validators.Add(ArgumentKinds.NotNegative);
    }

    public void AddTo(Command command)
    {
        _runner.AddTo(command);
        Option[] options = [_sequences, _batched, _stepTime, _prefixCaching, _noPrefixCaching, _policy, _method, _draft, _guesses];
        foreach (Option option in options) command.Options.Add(option);
        (command as ConfiguredCommand)?.AreAlternatives(_prefixCaching, _noPrefixCaching);
    }

    public LocalModelOptions Read(ParseResult parsed, string path, int contexts = 1)
    {
        CpuRunnerOptions runner = _runner.Read(parsed, contexts: contexts);
        EngineOptions engine = new() { ModelName = path, MaxLogprobs = int.MaxValue };
        if (parsed.GetValue(_batched) is { } batched) (engine.MaxBatchedTokens, engine.MaxSequences) = (batched, Math.Min(engine.MaxSequences, batched));
        if (parsed.GetValue(_sequences) is { } sequences) engine.MaxSequences = sequences;
        if (parsed.GetValue(_stepTime) is { } stepTime) engine.TargetStepTime = TimeSpan.FromMilliseconds(stepTime);
        if (CachesPrefixes(parsed) is { } caching) engine.EnablePrefixCaching = caching;
        if (parsed.GetValue(_policy) is { } policy) engine.Policy = policy;
        string? draft = parsed.GetValue(_draft);
        engine.Speculation.DraftModel = draft;
        engine.Speculation.Method = parsed.GetValue(_method) ?? (draft is null ? SpeculationMethod.None : SpeculationMethod.DraftModel);
        if (parsed.GetValue(_guesses) is { } guesses) engine.Speculation.DraftTokens = guesses;
        Check(engine);
        return new LocalModelOptions(path, runner, engine);
    }

    private bool? CachesPrefixes(ParseResult parsed)
    {
        (bool? yes, bool? no) = (ValueOf(_prefixCaching), ValueOf(_noPrefixCaching));
        if (yes is not null && yes == no) throw new UsageException($"{_prefixCaching.Name} and {_noPrefixCaching.Name} contradict each other");
        return yes ?? !no;

        // Without a value, an option says what it is called.
        bool? ValueOf(Option<bool?> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option) ?? true;
    }

    /// <exception cref="UsageException">The options contradict each other or are out of range.</exception>
    public static void Check(EngineOptions engine)
    {
        IReadOnlyList<string> problems = engine.Problems();
        if (problems.Count > 0) throw new UsageException(OptionNames.In(string.Join(' ', problems)));
    }
}
