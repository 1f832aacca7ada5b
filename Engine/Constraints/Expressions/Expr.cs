using System.Text;

namespace Inference.Engine.Constraints.Expressions;

/// <summary>A set of texts. All languages of constraints are translated to this one.</summary>
internal abstract class Expr
{
    private Expr()
    {
    }

    /// <summary>The empty text.</summary>
    public static Expr Nothing { get; } = new Sequence([]);

    /// <summary>No text at all.</summary>
    public static Expr Never { get; } = new Choice([]);

    public static Expr Text(string text) => new Sequence([.. Encoding.UTF8.GetBytes(text).Select(value => new ByteRange(value, value))]);

    public static Expr Of(CodePointSet set) => new Characters(set);

    public static Expr Seq(params IReadOnlyList<Expr> parts) => parts.Count == 1 ? parts[0] : new Sequence(parts);

    public static Expr Any(params IReadOnlyList<Expr> options) => options.Count == 1 ? options[0] : new Choice(options);

    public static Expr Optional(Expr body) => new Repeat(body, 0, 1);

    public static Expr Star(Expr body) => new Repeat(body, 0, null);

    public static Expr Times(Expr body, int min, int? max) => new Repeat(body, min, max);

    public sealed class ByteRange(byte first, byte last) : Expr
    {
        public byte First => first;

        public byte Last => last;
    }

    /// <summary>One character of a set, in UTF-8.</summary>
    public sealed class Characters(CodePointSet set) : Expr
    {
        public CodePointSet Set => set;
    }

    public sealed class Sequence(IReadOnlyList<Expr> parts) : Expr
    {
        public IReadOnlyList<Expr> Parts => parts;
    }

    public sealed class Choice(IReadOnlyList<Expr> options) : Expr
    {
        public IReadOnlyList<Expr> Options => options;
    }

    public sealed class Repeat(Expr body, int min, int? max) : Expr
    {
        public Expr Body => body;

        public int Min => min;

        /// <summary>Null: any number.</summary>
        public int? Max => max;
    }

    /// <summary>The texts of a rule.</summary>
    public sealed class Call(int rule) : Expr
    {
        public int Rule => rule;
    }

    /// <summary>What can be read on the ways from the first node, 0, to the last.</summary>
    public sealed class Graph(int nodes, IReadOnlyList<(int From, int To, Expr Label)> edges) : Expr
    {
        public int Nodes => nodes;

        public IReadOnlyList<(int From, int To, Expr Label)> Edges => edges;
    }
}
