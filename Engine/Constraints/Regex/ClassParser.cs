using Inference.Engine.Constraints.Expressions;

namespace Inference.Engine.Constraints.Regex;

/// <summary>Reads a class in brackets.</summary>
internal sealed class ClassParser(CharacterReader reader, Func<string, Exception> wrong)
{
    /// <param name="closesAtOnce">Whether a bracket right behind the first one closes the class, which then is empty.</param>
    public CodePointSet Read(bool closesAtOnce = true)
    {
        reader.At++;
        bool negated = reader.Peek == '^';
        if (negated) reader.At++;
        List<(int, int)> ranges = [];
        for (bool first = true; reader.Peek != ']' || (first && !closesAtOnce); first = false)
        {
            if (reader.Peek is null) throw wrong("a '[' that is not closed");
            if (reader.Peek == '[' && reader.At + 1 is var next && IsPosix(next)) throw wrong("a POSIX class, which is not supported");
            CodePointSet low = Member();
            if (reader.Peek != '-')
            {
                ranges.AddRange(low.Ranges);
                continue;
            }

            reader.At++;
            if (reader.Peek == ']')
            {
                ranges.AddRange(low.Ranges);
                ranges.Add(('-', '-'));
                continue;
            }

            CodePointSet high = Member();
            int start = Single(low), end = Single(high);
            if (start > end) throw wrong("a range whose ends are the wrong way round");
            ranges.Add((start, end));
        }

        reader.At++;
        CodePointSet set = CodePointSet.Of(ranges);
        return negated ? set.Complement() : set;
    }

    private bool IsPosix(int at)
    {
        int before = reader.At;
        reader.At = at;
        bool posix = reader.Peek is ':';
        reader.At = before;
        return posix;
    }

    private CodePointSet Member() => reader.Peek == '\\' ? reader.Escape(insideClass: true) : CodePointSet.Of(reader.Next());

    private int Single(CodePointSet set) => set.Ranges is [var only] && only.First == only.Last ? only.First : throw wrong("a range between classes");
}
