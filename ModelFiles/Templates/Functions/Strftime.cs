using System.Globalization;
using Inference.ModelFiles.Templates.Evaluation;

namespace Inference.ModelFiles.Templates.Functions;

/// <summary>Python's strftime in the C locale: English names; '-' after '%' drops leading zeros.</summary>
internal static class Strftime
{
    public static string Format(Execution run, string format, DateTimeOffset now)
    {
        var text = new OutputBuffer(run);
        for (int at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                text.Append(format[at]);
                continue;
            }

            char flag = format[at + 1] is '-' or '_' or '0' or '^' or '#' && at + 2 < format.Length ? format[++at] : '\0';
            char directive = format[++at];
            string? field = Field(directive, now);
            if (field is null) text.Append('%').Append(flag == '\0' ? "" : flag.ToString()).Append(directive);
            else text.Append(WithFlag(field, flag));
        }

        return text.ToString();
    }

    private static string WithFlag(string field, char flag) => flag switch
    {
        '-' => field.Length > 1 && field.TrimStart('0', ' ') is { Length: > 0 } trimmed ? trimmed : field[^1..],
        '_' => field.Length > 1 && field[0] == '0' ? ' ' + field[1..] : field,
        '^' or '#' => field.ToUpperInvariant(),
        _ => field,
    };

    private static string? Field(char directive, DateTimeOffset now) => directive switch
    {
        'a' => Name(now, "ddd"),
        'A' => Name(now, "dddd"),
        'b' or 'h' => Name(now, "MMM"),
        'B' => Name(now, "MMMM"),
        'c' => $"{Name(now, "ddd MMM")} {now.Day,2} {Name(now, "HH:mm:ss yyyy")}",
        'C' => Two(now.Year / 100),
        'd' => Two(now.Day),
        'D' or 'x' => Name(now, "MM/dd/yy"),
        'e' => $"{now.Day,2}",
        'F' => Name(now, "yyyy-MM-dd"),
        'f' => Name(now, "ffffff"),
        'G' => ISOWeek.GetYear(now.DateTime).ToString("0000", CultureInfo.InvariantCulture),
        'g' => Two(ISOWeek.GetYear(now.DateTime) % 100),
        'H' => Two(now.Hour),
        'I' => Two(now.Hour % 12 == 0 ? 12 : now.Hour % 12),
        'j' => now.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'k' => $"{now.Hour,2}",
        'l' => $"{(now.Hour % 12 == 0 ? 12 : now.Hour % 12),2}",
        'm' => Two(now.Month),
        'M' => Two(now.Minute),
        'n' => "\n",
        'p' => now.Hour < 12 ? "AM" : "PM",
        'P' => now.Hour < 12 ? "am" : "pm",
        'r' => Name(now, "hh:mm:ss") + (now.Hour < 12 ? " AM" : " PM"),
        'R' => Name(now, "HH:mm"),
        's' => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        'S' => Two(now.Second),
        't' => "\t",
        'T' or 'X' => Name(now, "HH:mm:ss"),
        'u' => (now.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)now.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'U' => Two((now.DayOfYear + 6 - (int)now.DayOfWeek) / 7),
        'V' => Two(ISOWeek.GetWeekOfYear(now.DateTime)),
        'w' => ((int)now.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'W' => Two((now.DayOfYear + 6 - (((int)now.DayOfWeek + 6) % 7)) / 7),
        'y' => Two(now.Year % 100),
        'Y' => now.Year.ToString(CultureInfo.InvariantCulture),
        // The reference formats a time without a zone.
        'z' or 'Z' => "",
        '%' => "%",
        _ => null,
    };

    private static string Name(DateTimeOffset now, string format) => now.ToString(format, CultureInfo.InvariantCulture);

    private static string Two(int number) => number.ToString("00", CultureInfo.InvariantCulture);
}
