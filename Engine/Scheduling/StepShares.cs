namespace Inference.Engine.Scheduling;

/// <summary>
/// Divides a step's tokens among sequences. Most go to who needs the fewest to be done, the first among equals: so that prompts which come together are answered one after the
/// other, and not all at the end of the last. A part is divided fairly, so that everybody gets on.
/// </summary>
internal static class StepShares
{
    private const int OnStack = 256;

    /// <summary>The part of the tokens that is divided fairly: one of so many.</summary>
    private const int FairOneOf = 4;

    /// <summary>Each gets at least one where there are as many as there are takers.</summary>
    /// <param name="available">Tokens to divide.</param>
    /// <param name="wants">What each wants; on return, what each gets.</param>
    public static void Divide(int available, Span<int> wants)
    {
        int count = wants.Length, fair = Math.Min(available, Math.Max(count, available / FairOneOf));
        Span<int> whole = count <= OnStack ? stackalloc int[OnStack] : new int[count];
        Span<long> shortestFirst = count <= OnStack ? stackalloc long[OnStack] : new long[count];
        whole = whole[..count];
        shortestFirst = shortestFirst[..count];
        wants.CopyTo(whole);
        for (int i = 0; i < count; i++) shortestFirst[i] = ((long)wants[i] << 32) | (uint)i;
        shortestFirst.Sort();

        FairShares.Divide(fair, wants);
        foreach (int got in wants) available -= got;
        foreach (long key in shortestFirst)
        {
            int more = Math.Min(available, whole[(int)key] - wants[(int)key]);
            wants[(int)key] += more;
            available -= more;
        }
    }
}
