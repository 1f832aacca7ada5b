using System.CommandLine;
using System.Globalization;

namespace Inference.LoadTests.Commands;

/// <summary>Options of the kinds that several commands have.</summary>
internal static class ValueOptions
{
    public static ValueOption<T> Of<T>(string name, Func<string, T> parse, string? otherwise, string description, string form) => new(name, parse, otherwise, description, form);

    public static ValueOption<TimeSpan> Time(string name, string otherwise, string description) => new(name, Durations.Parse, otherwise, description, "TIME");

    /// <summary>A time that must not be zero.</summary>
    public static ValueOption<TimeSpan> Span(string name, string otherwise, string description) => new(
        name, text => Durations.Parse(text) is { Ticks: > 0 } span ? span : throw new FormatException("it must be longer than nothing"), otherwise, description, "TIME");

    /// <summary>A whole number.</summary>
    /// <param name="name">Of the option.</param>
    /// <param name="least">The smallest that it may be.</param>
    /// <param name="otherwise">The default.</param>
    /// <param name="description">For help.</param>
    public static ValueOption<int> Count(string name, int least, int otherwise, string description) =>
        new(name, text => ReadCount(text, least), otherwise.ToString(CultureInfo.InvariantCulture), description, "N");

    /// <summary>A whole number, or any.</summary>
    public static ValueOption<int?> Most(string name, string description) => new(name, text => ReadCount(text, 1), null, $"{description} Default: any number.", "N");

    /// <summary>An option with a value each time that it is given.</summary>
    public static Option<T[]> Many<T>(string name, Func<string, T> parse, string description, string form) => new(name)
    {
        Description = description,
        HelpName = form,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result =>
        {
            try
            {
                return [.. result.Tokens.Select(token => parse(token.Value))];
            }
            catch (FormatException error)
            {
                result.AddError($"{name}: {error.Message}");
                return [];
            }
        },
        DefaultValueFactory = _ => [],
    };

    /// <summary>A number with a point, never a comma, which would be read as nothing.</summary>
    /// <param name="name">Of the option.</param>
    /// <param name="isAllowed">Of finite numbers.</param>
    /// <param name="range">What these are.</param>
    /// <param name="otherwise">The default; null: told in the description.</param>
    /// <param name="description">For help.</param>
    /// <param name="form">What help calls the value.</param>
    public static ValueOption<double?> Number(string name, Predicate<double> isAllowed, string range, string? otherwise, string description, string form) => new(
        name,
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && isAllowed(number)
            ? number
            : throw new FormatException($"'{text}' is not a number {range}, such as 0.7"),
        otherwise, description, form);

    /// <summary>A file to be written at the end. Whether it can be is asked before the measurement, which may take an hour.</summary>
    public static Option<string?> File(string name, string description) => new ValueOption<string?>(name, Writable, null, description, "FILE");

    public static int ReadCount(string text, int least) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count) && count >= least
        ? count
        : throw new FormatException($"'{text}' is not a whole number of {least} or more");

    private static string Writable(string path)
    {
        try
        {
            string full = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? full);
            bool isThere = System.IO.File.Exists(full);
            using (new FileStream(full, FileMode.OpenOrCreate, FileAccess.Write))
            {
            }

            if (!isThere) System.IO.File.Delete(full);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"'{path}' cannot be written: {(Directory.Exists(path) ? "it is a directory" : error.Message)}", error);
        }
    }
}
