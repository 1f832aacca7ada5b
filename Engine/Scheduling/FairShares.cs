namespace Inference.Engine.Scheduling;

/// <summary>Divides a number of tokens among those who want some.</summary>
internal static class FairShares
{
    private const int OnStack = 512;

    /// <summary>
    /// Nobody gets more than he wants, and nobody more than one token less than another unless he wants no more. Each gets at
    /// least one where there are as many as there are takers.
    /// </summary>
    /// <param name="available">Tokens to divide.</param>
    /// <param name="wants">What each wants; on return, what each gets.</param>
    public static void Divide(int available, Span<int> wants)
    {
        Span<int> ascending = wants.Length <= OnStack ? stackalloc int[OnStack] : new int[wants.Length];
        ascending = ascending[..wants.Length];
        wants.CopyTo(ascending);
        ascending.Sort();
        int served = 0;
        while (served < ascending.Length && ascending[served] <= available / (ascending.Length - served)) available -= ascending[served++];
        if (served == ascending.Length) return;

        int level = Math.DivRem(available, ascending.Length - served, out int left);
        foreach (ref int want in wants)
        {
            if (want <= level) continue;
            want = left-- > 0 ? level + 1 : level;
        }
    }
}
