using System.Text.Json;
using Inference.ModelFiles.Templates.Evaluation;
using Inference.ModelFiles.Templates.Syntax;
using Inference.ModelFiles.Templates.Syntax.Parsing;
using Inference.ModelFiles.Templates.Values;

namespace Inference.ModelFiles.Templates;

/// <summary>
/// A model's chat template: Jinja as Hugging Face's transformers set it up. Parsed once, it renders any number of conversations,
/// on any number of threads. Parsing and rendering end in a text or in a <see cref="TemplateException"/>, within the limits.
/// </summary>
public sealed class ChatTemplate
{
    private readonly Statement[] _body;
    private readonly TemplateLimits _limits;

    private ChatTemplate(string source, string name, Statement[] body, TemplateLimits limits)
    {
        Source = source;
        Name = name;
        _body = body;
        _limits = limits;
    }

    public string Source { get; }

    /// <summary>What the template is called in messages.</summary>
    public string Name { get; }

    public static ChatTemplate Parse(string source, string name = "chat_template", TemplateLimits? limits = null)
    {
        limits ??= TemplateLimits.Default;
        if (source.Length > limits.MaxTemplateCharacters)
        {
            throw new TemplateException(TemplateErrorKind.LimitExceeded, $"the template is longer than {limits.MaxTemplateCharacters} characters");
        }

        return new ChatTemplate(source, name, StatementParser.Parse(source, limits), limits);
    }

    /// <summary>
    /// Renders with the variables given: <c>messages</c>, <c>tools</c>, <c>add_generation_prompt</c>, <c>bos_token</c> and whatever else
    /// the template reads. A variable that is not given is undefined; one that is JSON null is none.
    /// </summary>
    /// <param name="now">What <c>strftime_now</c> formats, in the time zone to show.</param>
    public string Render(IReadOnlyDictionary<string, JsonElement> variables, DateTimeOffset now) => Render(variables.AsEnumerable(), now);

    /// <summary>Renders with the properties of a JSON object as variables.</summary>
    public string Render(JsonElement variables, DateTimeOffset now) => variables.ValueKind == JsonValueKind.Object
        ? Render(variables.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, property.Value)), now)
        : throw new TemplateException(TemplateErrorKind.Evaluation, "the template's variables are not a JSON object");

    private string Render(IEnumerable<KeyValuePair<string, JsonElement>> variables, DateTimeOffset now)
    {
        var run = new Execution(_limits, now);
        var root = new Scope(null);
        foreach ((string name, JsonElement value) in variables) root.Set(name, JsonInput.Convert(run, value));
        Statement.ExecuteAll(_body, run, root);
        return run.Output.ToString();
    }
}
