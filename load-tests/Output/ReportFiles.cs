using System.Text.Json;
using System.Text.Json.Serialization;
using Inference.LoadTests.Output.Html;

namespace Inference.LoadTests.Output;

/// <summary>Reports on disk.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(LoadReport report) => JsonSerializer.Serialize(report, Json);

    public static void Save(LoadReport report, string? jsonPath, string? htmlPath)
    {
        try
        {
            if (jsonPath is not null) WriteText(jsonPath, Write(report));
            if (htmlPath is not null) WriteText(htmlPath, HtmlReport.Write(report));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LoadTestException($"the report cannot be written: {error.Message}", error);
        }
    }

    /// <exception cref="LoadTestException">It is no report.</exception>
    public static LoadReport Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LoadReport>(File.ReadAllText(path), Json) ?? throw new LoadTestException($"{path} is no report");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new LoadTestException($"{path} is no report of this program: {error.Message}", error);
        }
    }

    public static void WriteText(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, text);
    }
}
