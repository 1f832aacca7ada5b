using System.Numerics;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Formatting;

namespace Inference.ModelFiles.Templates.Values;

/// <summary>Python's binary operators on numbers, texts and lists.</summary>
internal static class Arithmetic
{
    public static object? Apply(Execution run, string symbol, object? a, object? b)
    {
        if (symbol == "+" && a is string x && b is string y) return TextOperations.Concat(run, x, y);
        if (Numbers.IsNumber(a) && Numbers.IsNumber(b)) return a is double || b is double || symbol == "/" ? Floats(run, symbol, a, b) : Whole(run, symbol, a, b);
        run.RequireDefined(a);
        run.RequireDefined(b);
        switch (symbol, a, b)
        {
            case ("+", Sequence first, Sequence second) when first.Kind == second.Kind && first.Kind is SequenceKind.List or SequenceKind.Tuple:
                run.AllocateItems((long)first.Items.Length + second.Items.Length);
                return new Sequence([.. first.Items, .. second.Items], first.Kind);
            case ("*", string or Sequence, _) when Integers.TryGet(b, out BigInteger count): return Repeat(run, a, count);
            case ("*", _, string or Sequence) when Integers.TryGet(a, out BigInteger count): return Repeat(run, b, count);
            case ("%", string format, _): return PercentFormat.Apply(run, format, b);
            case ("+", string, _): throw run.Error($"can only concatenate str (not \"{TypeNames.Of(b)}\") to str");
            default: throw Unsupported(run, symbol, a, b);
        }
    }

    public static object? Negate(Execution run, object? value)
    {
        run.RequireDefined(value);
        if (value is double number) return -number;
        if (Integers.TryGet(value, out BigInteger integer)) return Integers.Normalize(-integer);
        throw run.Error($"bad operand type for unary -: '{TypeNames.Of(value)}'");
    }

    public static object? Plus(Execution run, object? value)
    {
        run.RequireDefined(value);
        if (value is double or long or BigInteger) return value;
        if (value is bool flag) return Integers.Box(flag ? 1 : 0);
        throw run.Error($"bad operand type for unary +: '{TypeNames.Of(value)}'");
    }

    private static object Whole(Execution run, string symbol, object? a, object? b)
    {
        if (Integers.TryGetLong(a, out long x) && Integers.TryGetLong(b, out long y) && SmallWhole(symbol, x, y) is object small) return small;
        Integers.TryGet(a, out BigInteger left);
        Integers.TryGet(b, out BigInteger right);
        if (symbol is "//" or "%" && right.IsZero) throw run.Error("integer division or modulo by zero");
        if (symbol == "**") return Power(run, left, right);
        run.Charge(1 + ((left.GetByteCount() + right.GetByteCount()) >> 3));
        BigInteger result = symbol switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "//" => FloorDivide(left, right),
            _ => left - (FloorDivide(left, right) * right),
        };
        return Checked(run, result);
    }

    private static object? SmallWhole(string symbol, long x, long y)
    {
        const long Safe = 1L << 31;
        if (x is <= -Safe or >= Safe || y is <= -Safe or >= Safe) return null;
        switch (symbol)
        {
            case "+": return Integers.Box(x + y);
            case "-": return Integers.Box(x - y);
            case "*": return Integers.Box(x * y);
            case "//" when y != 0: return Integers.Box((long)Math.Floor((double)x / y));
            case "%" when y != 0: return Integers.Box(((x % y) + y) % y);
            default: return null;
        }
    }

    private static object Power(Execution run, BigInteger left, BigInteger right)
    {
        if (right.Sign < 0)
        {
            if (left.IsZero) throw run.Error("0.0 cannot be raised to a negative power");
            return Math.Pow((double)left, (double)right);
        }

        if (right.IsZero) return Integers.Box(1);
        if (BigInteger.Abs(left) <= BigInteger.One) return Integers.Normalize(right.IsEven ? left * left : left);
        if (right > run.MaxIntegerBits || (left.GetBitLength() - 1) * (long)right > run.MaxIntegerBits) throw TooLarge(run);
        run.Charge(100);
        return Checked(run, BigInteger.Pow(left, (int)right));
    }

    private static double Floats(Execution run, string symbol, object? a, object? b)
    {
        double x = Numbers.ToDouble(a), y = Numbers.ToDouble(b);
        if (symbol is "/" or "//" or "%" && y == 0)
        {
            throw run.Error(symbol == "/" ? "division by zero" : symbol == "//" ? "float floor division by zero" : "float modulo");
        }

        double result = symbol switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "//" => Math.Floor((x - Modulo(x, y)) / y),
            "%" => Modulo(x, y),
            _ => Math.Pow(x, y),
        };
        if (symbol == "**")
        {
            if (x == 0 && y < 0) throw run.Error("0.0 cannot be raised to a negative power");
            if (double.IsInfinity(result) && double.IsFinite(x) && double.IsFinite(y)) throw run.Error("the result is too large");
            if (double.IsNaN(result) && !double.IsNaN(x) && !double.IsNaN(y)) throw run.Error("complex numbers are not supported");
        }

        return result;
    }

    private static double Modulo(double x, double y)
    {
        double rest = x % y;
        if (rest == 0) return Math.CopySign(0, y);
        return (rest < 0) != (y < 0) ? rest + y : rest;
    }

    private static BigInteger FloorDivide(BigInteger left, BigInteger right)
    {
        BigInteger quotient = BigInteger.DivRem(left, right, out BigInteger rest);
        return !rest.IsZero && (rest.Sign < 0) != (right.Sign < 0) ? quotient - 1 : quotient;
    }

    private static object Checked(Execution run, BigInteger value)
    {
        if (value.GetBitLength() > run.MaxIntegerBits) throw TooLarge(run);
        run.Allocate(value.GetByteCount());
        return Integers.Normalize(value);
    }

    private static TemplateException TooLarge(Execution run) => run.Limit($"the template makes an integer of more than {run.MaxIntegerBits} bits");

    private static object? Repeat(Execution run, object? value, BigInteger count)
    {
        int length = value is string s ? s.Length : ((Sequence)value!).Items.Length;
        if (count.Sign <= 0 || length == 0) return value is string ? "" : new Sequence([], ((Sequence)value).Kind);
        if (count > int.MaxValue) throw run.Limit("the template repeats a value too often");
        if (value is string text) return TextOperations.Repeat(run, text, (int)count);
        var sequence = (Sequence)value;
        if (sequence.Kind is not (SequenceKind.List or SequenceKind.Tuple)) throw Unsupported(run, "*", value, Integers.Normalize(count));
        run.AllocateItems(length * (long)count);
        var items = new object?[length * (int)count];
        for (int at = 0; at < items.Length; at += length) sequence.Items.CopyTo(items, at);
        return new Sequence(items, sequence.Kind);
    }

    private static TemplateException Unsupported(Execution run, string symbol, object? a, object? b) =>
        run.Error($"unsupported operand type(s) for {symbol}: '{TypeNames.Of(a)}' and '{TypeNames.Of(b)}'");
}
