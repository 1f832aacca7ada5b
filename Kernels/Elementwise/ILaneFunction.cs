using System.Runtime.CompilerServices;
using Inference.Kernels.Lanes;

namespace Inference.Kernels.Elementwise;

/// <summary>A function of two numbers, computed lane by lane.</summary>
internal interface ILaneFunction
{
    T Apply<T>(T left, T right)
        where T : struct, ILanes<T>;
}

/// <summary>left + right</summary>
internal readonly struct Sum : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T left, T right)
        where T : struct, ILanes<T> => T.Add(left, right);
}

/// <summary>left + factor · right</summary>
internal readonly struct ScaledSum(float factor) : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T left, T right)
        where T : struct, ILanes<T> => T.MultiplyAdd(T.Broadcast(factor), right, left);
}

/// <summary>factor · left</summary>
internal readonly struct Scaled(float factor) : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T left, T right)
        where T : struct, ILanes<T> => T.Multiply(left, T.Broadcast(factor));
}

/// <summary>left · (1 / divisor), and +0 where left is −0: sums that skipped terms of zero and sums that added them come out alike.</summary>
internal readonly struct Quotient(float divisor) : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T left, T right)
        where T : struct, ILanes<T> => T.MultiplyAdd(left, T.Broadcast(1 / divisor), T.Broadcast(0));
}

/// <summary>cap · tanh(left / cap)</summary>
internal readonly struct Softcap(float cap) : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T left, T right)
        where T : struct, ILanes<T> => T.Multiply(LaneMath.Tanh(T.Divide(left, T.Broadcast(cap))), T.Broadcast(cap));
}

/// <summary>exp(left − offset)</summary>
internal readonly struct ShiftedExp(float offset) : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T left, T right)
        where T : struct, ILanes<T> => LaneMath.Exp(T.Subtract(left, T.Broadcast(offset)));
}

/// <summary>silu(left) · right</summary>
internal readonly struct GatedSilu : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T left, T right)
        where T : struct, ILanes<T> => T.Multiply(LaneMath.Silu(left), right);
}

/// <summary>gelu(left) · right</summary>
internal readonly struct GatedGeluTanh : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Apply<T>(T left, T right)
        where T : struct, ILanes<T> => T.Multiply(LaneMath.GeluTanh(left), right);
}
