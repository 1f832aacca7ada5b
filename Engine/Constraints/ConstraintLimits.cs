namespace Inference.Engine.Constraints;

/// <summary>What a constraint may cost. Each bounds time as well as memory.</summary>
internal static class ConstraintLimits
{
    public const int TextLength = 1 << 20;

    /// <summary>Nested groups, brackets, schemas.</summary>
    public const int Depth = 100;

    public const int Rules = 20_000;
    public const int NfaNodes = 600_000;
    public const int DfaNodes = 150_000;

    /// <summary>Members of sets of nodes that determinization looks at, all together.</summary>
    public const long DeterminizationWork = 30_000_000;

    /// <summary>Numbers in counted repeats.</summary>
    public const int Count = 100_000;

    /// <summary>Ways to read a text that are followed at once.</summary>
    public const int Configurations = 2_000;

    /// <summary>States and stack frames that a compiled constraint keeps.</summary>
    public const int CachedStates = 20_000;

    /// <summary>Bytes of masks that a compiled constraint keeps.</summary>
    public const int CachedMaskBytes = 8 << 20;

    /// <summary>Compiled constraints that are kept.</summary>
    public const int CachedConstraints = 32;
}
