using System.Runtime.CompilerServices;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Evaluation;

/// <summary>One rendering: what it has cost so far, and what it writes to.</summary>
internal sealed class Execution
{
    private const int TextPerStep = 5;
    private const int ObjectBytes = 24;
    private const int UndefinedBytes = 128;

    private readonly TemplateLimits _limits;
    private long _steps;
    private long _bytes;
    private int _depth;

    public Execution(TemplateLimits limits, DateTimeOffset now)
    {
        _limits = limits;
        Now = now;
        Output = new OutputBuffer(this);
    }

    public DateTimeOffset Now { get; }

    public OutputBuffer Output { get; set; }

    /// <summary>The template's line that is being evaluated.</summary>
    public int Line { get; set; }

    public int MaxIntegerBits => _limits.MaxIntegerBits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step()
    {
        if (++_steps > _limits.MaxSteps) ThrowSteps();
    }

    public void Charge(long steps)
    {
        _steps += steps;
        if (_steps > _limits.MaxSteps) ThrowSteps();
    }

    /// <summary>Pays for reading a text.</summary>
    public void ChargeText(long characters) => Charge(1 + (characters >> TextPerStep));

    public void Allocate(long bytes)
    {
        _bytes += bytes;
        if (_bytes > _limits.MaxAllocatedBytes) throw Limit($"the template creates more than {_limits.MaxAllocatedBytes} bytes of text and collections");
    }

    /// <summary>Pays for writing a text, before it is made.</summary>
    public void AllocateText(long characters)
    {
        RequireTextLength(characters);
        Charge(1 + (characters >> TextPerStep));
        Allocate(ObjectBytes + (characters * sizeof(char)));
    }

    /// <summary>Pays for text that is added to a longer one.</summary>
    public void Extend(long before, long added)
    {
        RequireTextLength(before + added);
        Charge(1 + (added >> TextPerStep));
        Allocate(added * sizeof(char));
    }

    public Undefined Undefined(Undefined value)
    {
        Allocate(UndefinedBytes);
        return value;
    }

    private void RequireTextLength(long characters)
    {
        if (characters > _limits.MaxOutputCharacters) throw Limit($"the template makes a text of more than {_limits.MaxOutputCharacters} characters");
    }

    /// <summary>Pays for a collection, before it is made.</summary>
    public void AllocateItems(long count)
    {
        Charge(1 + (count >> 1));
        Allocate(ObjectBytes + (count * ObjectBytes));
    }

    public object?[] Track(object?[] items)
    {
        AllocateItems(items.Length);
        return items;
    }

    /// <summary>One level deeper; an exception ends the rendering, so <see cref="Leave"/> need not be in a finally.</summary>
    public void Enter()
    {
        if (++_depth > _limits.MaxDepth) throw Limit($"the template nests more than {_limits.MaxDepth} levels deep");
        RequireStack();
    }

    public void Leave() => _depth--;

    public void RequireStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Limit("the template nests too deep for the thread's stack");
    }

    public TemplateException Error(string message) => new(TemplateErrorKind.Evaluation, message, Line);

    public TemplateException Limit(string message) => new(TemplateErrorKind.LimitExceeded, message, Line);

    public void RequireDefined(object? value)
    {
        if (value is Undefined undefined) throw Error(undefined.Message);
    }

    public object? RequireKey(object? value)
    {
        if (!KeyHash.IsHashable(value)) throw Error($"unhashable type: '{TypeNames.Of(value)}'");
        if (value is string text) ChargeText(text.Length);
        return value;
    }

    private void ThrowSteps() => throw Limit($"the template takes more than {_limits.MaxSteps} steps");
}
