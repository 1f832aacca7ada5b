namespace Inference.Engine.Sampling;

/// <summary>
/// Random bits as a function of where they are used (Philox-4x32 with 10 rounds: the seed is the key, choice and position are the
/// counter). There is no state to carry, so any engine draws the same for the same place, in any order.
/// </summary>
internal static class CounterRandom
{
    private const int Rounds = 10;
    private const uint FirstMultiplier = 0xD2511F53, SecondMultiplier = 0xCD9E8D57;
    private const uint FirstKeyStep = 0x9E3779B9, SecondKeyStep = 0xBB67AE85;

    /// <summary>Sixty-four uniform bits for one output position of one choice.</summary>
    public static ulong Bits(ulong seed, int choice, int position)
    {
        (uint first, uint second, _, _) = Block((uint)seed, (uint)(seed >> 32), ((uint)position, (uint)choice, 0, 0));
        return first | ((ulong)second << 32);
    }

    /// <summary>The cipher itself.</summary>
    internal static (uint First, uint Second, uint Third, uint Fourth) Block(
        uint firstKey, uint secondKey, (uint First, uint Second, uint Third, uint Fourth) counter)
    {
        (uint a, uint b, uint c, uint d) = counter;
        for (int round = 0; round < Rounds; round++)
        {
            ulong first = (ulong)FirstMultiplier * a, second = (ulong)SecondMultiplier * c;
            (a, b, c, d) = ((uint)(second >> 32) ^ b ^ firstKey, (uint)second, (uint)(first >> 32) ^ d ^ secondKey, (uint)first);
            firstKey += FirstKeyStep;
            secondKey += SecondKeyStep;
        }

        return (a, b, c, d);
    }
}
