using System.Text.Json;
using Inference.ModelFiles.Templates;

namespace Inference.ModelFiles.Tests.Templates;

/// <summary>Whatever a template holds, parsing and rendering end in a text or a <see cref="TemplateException"/>.</summary>
public sealed class TemplateFuzzTests
{
    private static readonly TemplateLimits _limits = new() { MaxSteps = 100_000, MaxAllocatedBytes = 8 << 20, MaxOutputCharacters = 1 << 20 };

    private static readonly string[] _fragments =
    [
        "{{ ", " }}", "{% ", " %}", "{%- ", " -%}", "{#", "#}", "if ", "else", "elif x", "endif", "for x in ", "endfor", "set y = ", "endset", "macro m(a, b=1)",
        "endmacro", "call m()", "endcall", "raw", "endraw", "messages", "tools", "x", "loop.index", ".content", "['role']", "[0]", "[1:]", "[::-1]", "(", ")", "[", "]",
        "{", "}", ",", ":", "|", "|trim", "|tojson", "|join(',')", "|map('upper')", "|selectattr('role', 'eq', 'user')", "|list", "|length", "|int", "|sort", "|first",
        "|groupby('role')", "|batch(2)", "|indent(3)", "|replace('a', 'b')", "|round(2)", "|format(1)", " is defined", " is not none", " in ", " not ", " and ", " or ",
        " == ", " < ", " + ", " - ", " * ", " / ", " // ", " % ", " ** ", " ~ ", "'text'", "\"%s %d\"", "'{:>5}'.format(", "1", "2.5", "10", "-1", "none", "true",
        "namespace(a=1)", "range(3)", "dict(a=1)", ".split('a')", ".items()", ".strip()", ".upper()", ".get('a')", "\n", "  ", "break", "continue", "😀", "\ud800",
    ];

    [Fact]
    public void ParseAndRender_RandomFragments_NeverFailOtherwise()
    {
        var random = new Random(20240726);
        JsonElement inputs = JsonDocument.Parse(
            """{"messages":[{"role":"user","content":"a 😀"},{"role":"tool","content":null}],"tools":[],"x":[1,2.5,"s",null,{"a":[true]}]}""").RootElement;
        for (int i = 0; i < 20_000; i++)
        {
            string template = "{{ " + string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => _fragments[random.Next(_fragments.Length)])) + " }}";
            RenderOrRefuse(template, inputs);
        }
    }

    [Fact]
    public void ParseAndRender_MutatedTemplate_NeverFailsOtherwise()
    {
        const string Original = """
            {%- macro show(t, deep=false) %}{{ t.name ~ ': ' ~ (t.parameters | tojson(indent=2)) }}{% endmacro -%}
            {% set ns = namespace(found=false, text='') %}
            {%- for m in messages if m.role != 'system' %}
              {%- if m.content is string %}{% set text = m.content | trim %}{% elif m.content is iterable %}{% set text = m.content | map(attribute='text') | join('\n') %}{% endif %}
              {%- set ns.text = ns.text + text.split('</think>')[-1].lstrip('\n') %}
              {{- '%s-%03d' % (m.role, loop.index) + ns.text[-5:] if not loop.last else "{:>8}".format(m.role) }}
              {%- for k, v in (m.extra or {}).items() %}{{ k }}={{ v | string | upper }}{% if v is number and v // 2 > 1 %}{% break %}{% endif %}{% endfor %}
            {%- endfor %}{% call(x) show({'name': 1, 'parameters': {}}) %}{{ x }}{% endcall %}
            """;
        JsonElement inputs = JsonDocument.Parse(
            """{"messages":[{"role":"user","content":"a</think>b","extra":{"p":1,"q":9}},{"role":"assistant","content":[{"text":"x"},{"text":"y"}]}]}""").RootElement;
        var random = new Random(7);
        for (int i = 0; i < 10_000; i++)
        {
            var text = new List<char>(Original);
            for (int edits = random.Next(1, 5); edits > 0; edits--)
            {
                int at = random.Next(text.Count);
                int length = Math.Min(random.Next(1, 12), text.Count - at);
                if (random.Next(3) == 0) text.RemoveRange(at, length);
                else if (random.Next(2) == 0) text.InsertRange(at, _fragments[random.Next(_fragments.Length)]);
                else text.InsertRange(random.Next(text.Count), text.GetRange(at, length));
            }

            RenderOrRefuse(new string([.. text]), inputs);
        }
    }

    private static void RenderOrRefuse(string template, JsonElement inputs)
    {
        try
        {
            ChatTemplate.Parse(template, limits: _limits).Render(inputs, DateTimeOffset.UnixEpoch);
        }
        catch (TemplateException error)
        {
            Assert.NotNull(error.Message);
        }
        catch (Exception error)
        {
            Assert.Fail($"{template}\n{error}");
        }
    }
}
