namespace Inference.ModelFiles.Tokenization.Patterns;

internal enum Operation
{
    /// <summary>The pattern, or the body of a look-around or atomic group, has matched.</summary>
    Match,

    /// <summary>One code point of the set.</summary>
    Set,

    /// <summary>Minimum to Maximum code points of the set, as many as there are, giving back one at a time.</summary>
    GreedyRun,

    /// <summary>As many code points of the set as there are, up to Maximum, giving none back.</summary>
    PossessiveRun,

    /// <summary>Minimum to Maximum code points of the set, as few as will do.</summary>
    LazyRun,

    /// <summary>On at Target; should that fail, on at Other.</summary>
    Fork,

    /// <summary>On at Target.</summary>
    Jump,

    /// <summary>The body behind this instruction must (not) match here; on at Target.</summary>
    Look,

    /// <summary>The body behind this instruction, once, without giving back; on at Target.</summary>
    Atomic,

    Assert,

    /// <summary>Notes the position in register Target.</summary>
    Mark,

    /// <summary>Fails where nothing was consumed since register Target was noted: an empty round of a loop.</summary>
    Progress,
}

/// <summary>One step of a compiled pattern. <see cref="Members"/> says for each class of code points whether it is in the set.</summary>
internal struct Instruction
{
    public Operation Operation;
    public int Target;
    public int Other;
    public int Minimum;
    public int Maximum;
    public bool Negative;

    /// <summary>For a look-behind: how many code points to step back. Zero for a look-ahead.</summary>
    public int Behind;

    public Assertion Assertion;
    public CodePointSet? Set;
    public bool[] Members;
}
