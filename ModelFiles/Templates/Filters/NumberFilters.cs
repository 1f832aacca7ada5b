using System.Globalization;
using System.Numerics;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Functions;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates.Filters;

internal static class NumberFilters
{
    public static OperationTable Table { get; } = new()
    {
        { "abs", "", (run, value, _) => Abs(run, value) },
        { "round", "precision? method?", Round },
        { "filesizeformat", "binary?", (run, value, a) => FileSize(run, value, a.Flag(0)) },
    };

    private static object? Abs(Execution run, object? value)
    {
        run.RequireDefined(value);
        if (!Numbers.IsNumber(value)) throw run.Error($"bad operand type for abs(): '{TypeNames.Of(value)}'");
        if (value is double number) return Math.Abs(number);
        Integers.TryGet(value, out BigInteger integer);
        return Integers.Normalize(BigInteger.Abs(integer));
    }

    private static object Round(Execution run, object? value, BoundArguments a)
    {
        run.RequireDefined(value);
        if (!Numbers.IsNumber(value)) throw run.Error($"type {TypeNames.Of(value)} doesn't define __round__ method");
        int precision = a.Integer(0, 0);
        string method = a.OptionalText(1) ?? "common";
        if (method is not ("common" or "ceil" or "floor")) throw run.Error("method must be common, ceil or floor");
        if (method == "common" && value is not double)
        {
            Integers.TryGet(value, out BigInteger integer);
            return precision >= 0 ? Integers.Normalize(integer) : RoundInteger(integer, precision);
        }

        double number = Numbers.ToDouble(value);
        if (method == "common") return RoundHalfEven(number, precision);
        double scale = Math.Pow(10, precision);
        double scaled = method == "ceil" ? Math.Ceiling(number * scale) : Math.Floor(number * scale);
        if (!double.IsFinite(scaled) || scale == 0) throw run.Error("cannot round to that precision");
        return scaled / scale;
    }

    /// <summary>Correctly rounded: on the number's exact decimal value, ties to even.</summary>
    private static double RoundHalfEven(double number, int precision)
    {
        if (!double.IsFinite(number) || precision > 323) return number;
        if (precision < -308) return Math.CopySign(0, number);
        if (precision < 0) return double.Parse(RoundInteger(new BigInteger(number), precision).ToString()!, CultureInfo.InvariantCulture);
        return precision == 0
            ? Math.Round(number, MidpointRounding.ToEven)
            : double.Parse(number.ToString("F" + precision, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static object RoundInteger(BigInteger number, int precision)
    {
        if (precision < -5000) return Integers.Box(0);
        BigInteger unit = BigInteger.Pow(10, -precision);
        BigInteger floor = BigInteger.DivRem(number, unit, out BigInteger rest);
        if (rest.Sign < 0)
        {
            floor--;
            rest += unit;
        }

        int order = (rest * 2).CompareTo(unit);
        if (order > 0 || (order == 0 && !floor.IsEven)) floor++;
        return Integers.Normalize(floor * unit);
    }

    private static string FileSize(Execution run, object? value, bool binary)
    {
        if (!Numbers.IsNumber(value)) throw run.Error($"filesizeformat wants a number, not '{TypeNames.Of(value)}'");
        double size = Numbers.ToDouble(value), unit = binary ? 1024 : 1000;
        if (size == 1) return "1 Byte";
        if (size < unit) return string.Create(CultureInfo.InvariantCulture, $"{Math.Truncate(size)} Bytes");
        string[] prefixes = binary ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"] : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
        int at = 0;
        for (size /= unit; size >= unit && at < prefixes.Length - 1; at++) size /= unit;
        return string.Create(CultureInfo.InvariantCulture, $"{size:F1} {prefixes[at]}");
    }
}
