using Inference.ModelFiles.Templates;

namespace Inference.ModelFiles.Tests.Templates.Language;

/// <summary>Expectations are what Jinja2 gives for the same template and variables.</summary>
public sealed class MacrosTests
{
    [Theory]
    [InlineData("{% macro m(a, b=2, c='x') %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ m(1) }}{{ m(1, 5) }}{{ m(1, c='z') }}{{ m(b=1, a=0) }}{{ m() }}", "[12x][15x][12z][01x][2x]")]
    [InlineData("{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, x=4) }}{{ m(*[1,2]) }}{{ m(**{'a': 5, 'q': 6}) }}", "1(2, 3){'x': 4}1(2,){}5(){'q': 6}")]
    [InlineData("{% macro outer() %}<{{ caller() }}>{% endmacro %}{% call outer() %}in {{ s }}{% endcall %}{% macro each(xs) %}{% for x in xs %}{{ caller(x, loop.index) }}{% endfor %}{% endmacro %}{% call(x, i) each(l) %}{{ i }}:{{ x }} {% endcall %}", "<in Hello World>1:3 2:1 3:2 ")]
    [InlineData("{% macro fact(n) %}{% if n <= 1 %}1{% else %}{{ n * fact(n - 1)|int }}{% endif %}{% endmacro %}{{ fact(5) }}", "120")]
    [InlineData("{% macro a() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ a() }}{% for x in [5] %}{{ a() }}{% endfor %}{{ a.name }}{{ a.arguments }}", "11a()")]
    [InlineData("{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(3) }}{% macro n() %}{% set zz = 1 %}{{ zz }}{% endmacro %}{{ n() }}{{ zz is defined }}{{ n() is string }}{{ n() ~ n() }}", "31FalseTrue11")]
    [InlineData("{% macro m() %}\n  x\n{% endmacro %}[{{ m() }}]", "[  x\n]")]
    [InlineData("{% for i in [1] %}{% macro inner() %}{{ i }}{% endmacro %}{{ inner() }}{% endfor %}{{ inner is defined }}", "1False")]
    public void Render_Macros_GivesReferenceText(string template, string expected) => Assert.Equal(expected, SampleRendering.Of(template));

    [Theory]
    [InlineData("{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}")]
    [InlineData("{% macro m(a) %}{% endmacro %}{{ m(b=2) }}")]
    [InlineData("{% macro m(a) %}{{ a + 1 }}{% endmacro %}{{ m() }}")]
    [InlineData("{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}")]
    public void Render_InvalidMacros_IsRefused(string template) => Assert.Throws<TemplateException>(() => SampleRendering.Of(template));
}
