using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.Automata;

/// <summary>Orders rules so that one comes before those that it may call before it reads anything.</summary>
internal static class LeftCalls
{
    private enum Mark : byte
    {
        New,
        Open,
        Done,
    }

    public static int[] Order(DfaNode[] nodes, int[] starts, RuleSet rules)
    {
        var marks = new Mark[starts.Length];
        var order = new int[starts.Length];
        int next = starts.Length;
        Stack<(int Rule, int Call)> path = [];
        for (int root = 0; root < starts.Length; root++)
        {
            if (marks[root] != Mark.New) continue;
            marks[root] = Mark.Open;
            path.Push((root, 0));
            while (path.TryPop(out (int Rule, int Call) at))
            {
                CallEdge[] calls = nodes[starts[at.Rule]].Calls;
                if (at.Call == calls.Length)
                {
                    marks[at.Rule] = Mark.Done;
                    order[at.Rule] = --next;
                    continue;
                }

                path.Push(at with { Call = at.Call + 1 });
                int callee = calls[at.Call].Rule;
                if (marks[callee] == Mark.Open)
                {
                    throw ConstraintError.Of($"Left recursion: rule '{rules.Name(callee)}' comes back to itself before it has read anything. Write it as a repetition, or with the recursion on the right.");
                }

                if (marks[callee] != Mark.New) continue;
                marks[callee] = Mark.Open;
                path.Push((callee, 0));
            }
        }

        return order;
    }
}
