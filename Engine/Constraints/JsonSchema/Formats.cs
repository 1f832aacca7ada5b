using Inference.Engine.Constraints.Expressions;
using Inference.Engine.Constraints.Regex;

namespace Inference.Engine.Constraints.JsonSchema;

/// <summary>The formats that are kept to, as patterns. Some are narrower than the standard, none is wider.</summary>
internal static class Formats
{
    private const string Year = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])";
    private const string LeapYear = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)";
    private const string MonthDay = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))";
    private const string Date = $"({Year}-{MonthDay}|{LeapYear}-02-29)";
    private const string Time = @"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
    private const string Byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private const string Ipv4 = $@"{Byte}(\.{Byte}){{3}}";
    private const string Group = "[0-9A-Fa-f]{1,4}";
    private const string Label = "[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?";
    private const string HostName = $@"{Label}(\.{Label}){{0,3}}";

    private const string PathCharacter = "([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2})";

    private static readonly Dictionary<string, string> Patterns = new()
    {
        ["date"] = Date,
        ["time"] = Time,
        ["date-time"] = $"{Date}T{Time}",
        ["duration"] = "P([0-9]{1,4}W|([0-9]{1,4}Y)?([0-9]{1,4}M)?[0-9]{1,4}D(T[0-9]{1,4}H([0-9]{1,4}M([0-9]{1,4}S)?)?)?|[0-9]{1,4}Y([0-9]{1,4}M)?|[0-9]{1,4}M|T([0-9]{1,4}H([0-9]{1,4}M([0-9]{1,4}S)?)?|[0-9]{1,4}M([0-9]{1,4}S)?|[0-9]{1,4}S))",
        ["uuid"] = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
        ["email"] = $@"[A-Za-z0-9_%+-]{{1,32}}(\.[A-Za-z0-9_%+-]{{1,16}}){{0,3}}@{HostName}\.[A-Za-z]{{2,12}}",
        ["hostname"] = HostName,
        ["ipv4"] = Ipv4,
        ["ipv6"] = $"({Group}(:{Group}){{7}}|({Group}(:{Group}){{0,5}})?::({Group})?)",
        ["uri"] = $@"[A-Za-z][A-Za-z0-9+.-]{{0,15}}://{HostName}(:[1-9][0-9]{{0,3}})?(/{PathCharacter}*)*(\?({PathCharacter}|[/?])*)?(#({PathCharacter}|[/?])*)?",
    };

    public static IReadOnlyCollection<string> Names => Patterns.Keys;

    public static Expr Of(string format, string path) => Patterns.TryGetValue(format, out string? pattern)
        ? RegexParser.Whole(pattern)
        : throw SchemaError.Wrong($"'format' {format} is not supported; {string.Join(", ", Patterns.Keys)} are", path);
}
