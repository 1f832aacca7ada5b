using Inference.Engine.Constraints.Masks;

namespace Inference.Engine.Constraints.Machine;

/// <summary>All that matters of a text for how it may go on.</summary>
/// <param name="active">Places that wait for a byte, ascending.</param>
/// <param name="isComplete">Whether the text may end here.</param>
/// <param name="classes">Byte classes.</param>
internal sealed class MachineState(Configuration[] active, bool isComplete, int classes)
{
    private readonly MachineState?[] _next = new MachineState?[active.Length == 0 ? 0 : classes];

    /// <summary>The state of texts that do not follow the constraint.</summary>
    public static MachineState Dead { get; } = new([], false, 0);

    public Configuration[] Active => active;

    public bool IsComplete => isComplete;

    /// <summary>Whether no text at all goes through here.</summary>
    public bool IsDead => active.Length == 0 && !isComplete;

    /// <summary>By byte class: what is known so far. Empty where nothing follows.</summary>
    public MachineState?[] Next => _next;

    /// <summary>Null until it is needed, and again when memory is.</summary>
    public TokenMask? Mask { get; set; }
}
