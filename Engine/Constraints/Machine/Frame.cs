namespace Inference.Engine.Constraints.Machine;

/// <summary>A place in a rule, and where the rule goes on when it ends.</summary>
internal readonly record struct Configuration(int Node, Frame Frame) : IComparable<Configuration>
{
    public int CompareTo(Configuration other) => Node != other.Node ? Node.CompareTo(other.Node) : Frame.Number.CompareTo(other.Frame.Number);
}

/// <summary>
/// Where to go on when a rule ends: all the places that called it at one point of the text. Shared by all ways to get there, so that
/// ways to read a text are not counted, however many they are.
/// </summary>
internal sealed class Frame(long number, Configuration[] returns)
{
    /// <summary>The node behind the root's end.</summary>
    public const int TextEnd = -1;

    public long Number => number;

    public Configuration[] Returns => returns;

    /// <summary>A frame for the root, behind which there is nothing.</summary>
    public static Frame Outermost()
    {
        Configuration[] end = new Configuration[1];
        Frame frame = new(0, end);
        end[0] = new Configuration(TextEnd, frame);
        return frame;
    }
}
