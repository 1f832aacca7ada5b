using Inference.Engine.Constraints.Machine;

namespace Inference.Engine.Constraints.Masks;

/// <summary>Follows all tokens of the trie at once through a machine.</summary>
internal sealed class TrieWalk(TokenTrie trie, PushdownMachine machine)
{
    private readonly MachineState[] _path = new MachineState[trie.MaxDepth + 1];

    /// <summary>Adds the tokens below a node that the machine can read.</summary>
    /// <param name="root">The node that the state is the state at.</param>
    /// <param name="state">Where the machine is.</param>
    /// <param name="bits">Tokens are added here.</param>
    /// <param name="ends">Where given, nodes are added at which the text may end and below which there are others.</param>
    public void Add(int root, MachineState state, Span<ulong> bits, List<int>? ends = null)
    {
        (int[] end, int[] firstToken, int[] depth, byte[] bytes, int[] tokens) = (trie.End, trie.FirstToken, trie.Depth, trie.Byte, trie.Tokens);
        byte[] classes = machine.Automaton.ByteClasses;
        _path[depth[root]] = state;
        for (int node = root + 1, last = end[root]; node < last;)
        {
            MachineState before = _path[depth[node] - 1];
            MachineState?[] known = before.Next;
            int kind = classes[bytes[node]];
            MachineState next = (kind < known.Length ? known[kind] : null) ?? machine.Step(before, bytes[node]);
            if (next.IsDead)
            {
                node = end[node];
                continue;
            }

            for (int i = firstToken[node]; i < firstToken[node + 1]; i++) bits[tokens[i] >> 6] |= 1UL << (tokens[i] & 63);
            _path[depth[node]] = next;
            if (ends is not null && next.IsComplete && end[node] > node + 1) ends.Add(node);
            node++;
        }
    }
}
