namespace Inference.ModelFiles.Tokenization.Patterns;

/// <summary>Turns a syntax tree into instructions. A run of a set that nothing behind it could want back becomes possessive.</summary>
internal sealed class PatternCompiler
{
    private const int MaximumInstructions = 50_000;
    private const int MaximumNodes = 200_000;
    private readonly List<Instruction> _program = [];
    private int _nodes;

    public int Registers { get; private set; }

    public List<Instruction> Program => _program;

    /// <summary>Appends one alternative of the pattern, ending in a match; returns where it starts.</summary>
    public int Append(PatternNode node)
    {
        int start = _program.Count;
        Emit(node, follow: null);
        Add(new Instruction { Operation = Operation.Match });
        return start;
    }

    /// <param name="follow">What the code behind this node may start with; null where a match may end there or it is not known.</param>
    private void Emit(PatternNode node, FirstSet? follow)
    {
        // Repeats are written out, and what is repeated may be empty: instructions alone do not bound the work.
        if (++_nodes > MaximumNodes)
            throw new PatternException("regular expression: too large");
        switch (node)
        {
            case PatternNode.Set set:
                Add(new Instruction { Operation = Operation.Set, Set = set.Members });
                break;
            case PatternNode.Sequence sequence:
                for (int i = 0; i < sequence.Parts.Count; i++)
                    Emit(sequence.Parts[i], FirstSet.OfRest(sequence.Parts, i + 1, follow));
                break;
            case PatternNode.Choice choice:
                EmitChoice(choice, follow);
                break;
            case PatternNode.Repeat { Body: PatternNode.Set set } repeat:
                EmitRun(set.Members, repeat, follow);
                break;
            case PatternNode.Repeat { Body: PatternNode.Sequence { Parts: [PatternNode.Set only] } } repeat:
                EmitRun(only.Members, repeat, follow);
                break;
            case PatternNode.Repeat { Greed: Greed.Possessive } repeat:
                Emit(new PatternNode.Atomic(repeat with { Greed = Greed.Greedy }), follow);
                break;
            case PatternNode.Repeat repeat:
                EmitLoop(repeat);
                break;
            case PatternNode.Look look:
                EmitBody(new Instruction { Operation = Operation.Look, Negative = look.Negative, Behind = look.Ahead ? 0 : FixedLength(look.Body) }, look.Body);
                break;
            case PatternNode.Atomic atomic:
                EmitBody(new Instruction { Operation = Operation.Atomic }, atomic.Body);
                break;
            case PatternNode.Assert assert:
                Add(new Instruction { Operation = Operation.Assert, Assertion = assert.Kind });
                break;
        }
    }

    private void EmitChoice(PatternNode.Choice choice, FirstSet? follow)
    {
        List<int> exits = [];
        for (int i = 0; i < choice.Options.Count; i++)
        {
            bool last = i == choice.Options.Count - 1;
            int fork = last ? -1 : Add(new Instruction { Operation = Operation.Fork, Target = _program.Count + 1 });
            Emit(choice.Options[i], follow);
            if (last)
                break;
            exits.Add(Add(new Instruction { Operation = Operation.Jump }));
            Change(fork, (ref Instruction at) => at.Other = _program.Count);
        }
        foreach (int exit in exits)
            Change(exit, (ref Instruction at) => at.Target = _program.Count);
    }

    private void EmitRun(CodePointSet set, PatternNode.Repeat repeat, FirstSet? follow)
    {
        bool nothingWantsItBack = follow is { Nullable: false } && !follow.Members.Overlaps(set);
        Add(new Instruction
        {
            Operation = repeat.Greed switch
            {
                Greed.Lazy => Operation.LazyRun,
                Greed.Possessive => Operation.PossessiveRun,
                _ => nothingWantsItBack ? Operation.PossessiveRun : Operation.GreedyRun,
            },
            Set = set,
            Minimum = repeat.Minimum,
            Maximum = repeat.Maximum,
        });
    }

    private void EmitLoop(PatternNode.Repeat repeat)
    {
        bool lazy = repeat.Greed == Greed.Lazy;
        for (int i = 0; i < repeat.Minimum; i++)
            Emit(repeat.Body, follow: null);
        if (repeat.Maximum == int.MaxValue)
        {
            bool mayBeEmpty = FirstSet.Of(repeat.Body).Nullable;
            int register = mayBeEmpty ? Registers++ : 0;
            int fork = Add(new Instruction { Operation = Operation.Fork });
            if (mayBeEmpty)
                Add(new Instruction { Operation = Operation.Mark, Target = register });
            Emit(repeat.Body, follow: null);
            if (mayBeEmpty)
                Add(new Instruction { Operation = Operation.Progress, Target = register });
            Add(new Instruction { Operation = Operation.Jump, Target = fork });
            SetFork(fork, lazy);
            return;
        }
        List<int> forks = [];
        for (int i = repeat.Minimum; i < repeat.Maximum; i++)
        {
            forks.Add(Add(new Instruction { Operation = Operation.Fork }));
            Emit(repeat.Body, follow: null);
        }
        foreach (int fork in forks)
            SetFork(fork, lazy);
    }

    private void SetFork(int fork, bool lazy) => Change(fork, (ref Instruction at) =>
    {
        at.Target = lazy ? _program.Count : fork + 1;
        at.Other = lazy ? fork + 1 : _program.Count;
    });

    private void EmitBody(Instruction head, PatternNode body)
    {
        int at = Add(head);
        Emit(body, follow: null);
        Add(new Instruction { Operation = Operation.Match });
        Change(at, (ref Instruction instruction) => instruction.Target = _program.Count);
    }

    private static int FixedLength(PatternNode node)
    {
        long length = node switch
        {
            PatternNode.Set => 1,
            PatternNode.Assert or PatternNode.Look => 0,
            PatternNode.Sequence sequence => sequence.Parts.Sum(part => (long)FixedLength(part)),
            PatternNode.Choice choice when choice.Options.Select(FixedLength).Distinct().ToArray() is [int only] => only,
            PatternNode.Repeat repeat when repeat.Minimum == repeat.Maximum => (long)repeat.Minimum * FixedLength(repeat.Body),
            PatternNode.Atomic atomic => FixedLength(atomic.Body),
            _ => throw new PatternException("regular expression: a look-behind must have one length"),
        };
        return length <= MaximumInstructions ? (int)length : throw new PatternException("regular expression: a look-behind is too long");
    }

    private int Add(Instruction instruction)
    {
        if (_program.Count == MaximumInstructions)
            throw new PatternException("regular expression: too large");
        _program.Add(instruction);
        return _program.Count - 1;
    }

    private delegate void Edit(ref Instruction instruction);

    private void Change(int index, Edit edit)
    {
        Instruction instruction = _program[index];
        edit(ref instruction);
        _program[index] = instruction;
    }
}
