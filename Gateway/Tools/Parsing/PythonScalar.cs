using System.Text.RegularExpressions;

namespace Inference.Gateway.Tools.Parsing;

/// <summary>Python's numbers and named constants as JSON. Models that know JSON better write its constants, which are taken too.</summary>
internal static partial class PythonScalar
{
    /// <summary>The JSON of a token; null if it has none.</summary>
    public static string? ToJson(string token)
    {
        switch (token)
        {
            case "True" or "true": return "true";
            case "False" or "false": return "false";
            case "None" or "null": return "null";
        }

        Match number = NumberPattern().Match(token);
        if (!number.Success) return null;
        string whole = number.Groups["whole"].Value;
        string fraction = number.Groups["fraction"].Value;
        if (whole.Length == 0 && fraction.Length < 2) return null;
        if (whole.Length == 0) whole = "0";
        if (fraction == ".") fraction = ".0";
        string sign = token[0] == '-' ? "-" : "";
        return (sign + whole + fraction + number.Groups["exponent"].Value).Replace("_", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^[+-]?(?<whole>0|[1-9][0-9_]*)?(?<fraction>\.[0-9_]*)?(?<exponent>[eE][+-]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();
}
