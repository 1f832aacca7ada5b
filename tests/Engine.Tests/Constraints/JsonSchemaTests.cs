using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inference.Contracts;
using Inference.Engine.Constraints;

namespace Inference.Engine.Tests.Constraints;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Write_RandomSchema_TextParsesAndValidates(int seed)
    {
        Random random = new(seed);
        int ended = 0;
        for (int i = 0; i < 60; i++)
        {
            string schema = new RandomSchemas(random).Create().ToJsonString();
            PlainValidator validator = new(JsonDocument.Parse(schema).RootElement);
            CompiledConstraint constraint = RandomWriter.Compile(ConstraintKind.JsonSchema, schema);
            for (int text = 0; text < 4; text++)
            {
                (byte[] bytes, bool whole) = RandomWriter.Write(constraint, random);
                if (!whole) continue;
                ended++;
                string written = new UTF8Encoding(false, true).GetString(bytes);
                using JsonDocument value = JsonDocument.Parse(bytes);
                Assert.True(validator.IsValid(value.RootElement), $"{schema}\n{written}");
            }
        }

        Assert.True(ended > 180, $"Only {ended} texts came to an end.");
    }

    [Fact]
    public void Write_AnyObject_TextIsAnObject()
    {
        Random random = new(5);
        CompiledConstraint constraint = RandomWriter.Compile(ConstraintKind.Json, "");
        for (int i = 0; i < 100; i++)
        {
            (byte[] bytes, bool whole) = RandomWriter.Write(constraint, random);
            if (whole) Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(bytes).RootElement.ValueKind);
        }
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a","b"],"additionalProperties":false}""", """{"a": 1, "b": "x"}""", true)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a","b"],"additionalProperties":false}""", "{\n  \"a\": 1,\n  \"b\": \"x\"\n}", true)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a","b"],"additionalProperties":false}""", """{"b":"x","a":1}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""", """{}""", false)]
    [InlineData("""{"type":"integer","minimum":-5,"maximum":12}""", "-5", true)]
    [InlineData("""{"type":"integer","minimum":-5,"maximum":12}""", "-6", false)]
    [InlineData("""{"type":"integer","minimum":-5,"maximum":12}""", "13", false)]
    [InlineData("""{"type":"integer","minimum":-5,"maximum":12}""", "10", true)]
    [InlineData("""{"type":"number","exclusiveMinimum":0.25}""", "0.25", false)]
    [InlineData("""{"type":"number","exclusiveMinimum":0.25}""", "0.251", true)]
    [InlineData("""{"type":"number"}""", "-1.5e+3", true)]
    [InlineData("""{"type":"string"}""", "\"\\ud83d\\ude00 \\u0041\"", true)]
    [InlineData("""{"type":"string"}""", "\"\\ud83d\"", false)]
    [InlineData("""{"type":"string","maxLength":2}""", "\"日本\"", true)]
    [InlineData("""{"type":"string","maxLength":2}""", "\"日本x\"", false)]
    [InlineData("""{"type":"string","format":"date"}""", "\"2024-02-29\"", true)]
    [InlineData("""{"type":"string","format":"date"}""", "\"2023-02-29\"", false)]
    [InlineData("""{"type":"array","prefixItems":[{"const":1}],"items":false}""", "[1,2]", false)]
    [InlineData("""{"type":"array","prefixItems":[{"const":1}],"items":{"const":2},"minItems":2}""", "[1,2,2]", true)]
    [InlineData("""{"type":"string","nullable":true}""", "null", true)]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/a"},{"properties":{"y":{"type":"null"}},"required":["y"]}],"$defs":{"a":{"type":"object","properties":{"x":{"type":"null"}}}}}""", """{"x":null,"y":null}""", true)]
    public void Accepts_Text_OnlyIfItIsDescribed(string schema, string text, bool expected) =>
        Assert.Equal(expected, RandomWriter.Accepts(RandomWriter.Compile(ConstraintKind.JsonSchema, schema), text));

    [Theory]
    [InlineData("""{"not":{"type":"string"}}""", "'not' at #")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","uniqueItems":true}}}""", "'uniqueItems' at #/properties/a")]
    [InlineData("""{"if":{}}""", "'if'")]
    [InlineData("""{"type":"string","format":"iri"}""", "iri")]
    [InlineData("""{"$ref":"https://example.com/x"}""", "https://example.com/x")]
    [InlineData("""{"$ref":"#"}""", "No text")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"type":"null"}]}""", "Left recursion")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"type":"number"}]}""", "anyOf")]
    [InlineData("""{"type":"object","required":["a"],"properties":{},"additionalProperties":false}""", "'a'")]
    [InlineData("""{"type":"nothing"}""", "nothing")]
    [InlineData("""{"type":"string","pattern":"(?=a)"}""", "looking")]
    [InlineData("""{"enum":[]}""", "enum")]
    [InlineData("""{"type":"integer","minimum":3,"maximum":2}""", "No text")]
    [InlineData("""{"type":""", "not JSON")]
    [InlineData("""[1]""", "schema must be")]
    [InlineData("""{"const":"\ud800"}""", "half of a surrogate pair")]
    [InlineData("""{"type":"object","properties":{"\uDC00":{}}}""", "half of a surrogate pair")]
    [InlineData("""{"description":"\ud83d","type":"object"}""", "half of a surrogate pair")]
    public void Compile_UnusableSchema_IsRefusedAndNamed(string schema, string named)
    {
        var refusal = Assert.Throws<InferenceException>(() => RandomWriter.Compile(ConstraintKind.JsonSchema, schema));
        Assert.Equal(InferenceError.InvalidRequest, refusal.Error);
        Assert.Equal("structured_outputs", refusal.Parameter);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_HostileSchemas_AreRefused()
    {
        string deep = string.Concat(Enumerable.Repeat("""{"items":""", 5000)) + "{}" + new string('}', 5000);
        string large = """{"type":"array","minItems":90000,"items":{"type":"string","maxLength":90000}}""";
        string[] doubling = [.. Enumerable.Range(1, 40).Select(i => $$"""
            "d{{i}}":{"allOf":[{"$ref":"#/$defs/d{{i - 1}}"},{"$ref":"#/$defs/d{{i - 1}}"}]}
            """)];
        string exponential = """{"$ref":"#/$defs/d40","$defs":{"d0":{"type":"null"},""" + string.Join(',', doubling) + "}}";
        foreach (string schema in new[] { deep, large, exponential }) Assert.Throws<InferenceException>(() => RandomWriter.Compile(ConstraintKind.JsonSchema, schema));
    }

    [Fact]
    public void Compile_MutatedSchemas_WorkOrAreRefused()
    {
        Random random = new(7);
        for (int i = 0; i < 300; i++)
        {
            JsonNode schema = new RandomSchemas(random).Create();
            char[] text = schema.ToJsonString().ToCharArray();
            for (int flips = random.Next(1, 4); flips > 0; flips--) text[random.Next(text.Length)] = "{}[]\",:0a1-\\#/"[random.Next(14)];
            try
            {
                RandomWriter.Compile(ConstraintKind.JsonSchema, new string(text));
            }
            catch (InferenceException refusal)
            {
                Assert.Equal(InferenceError.InvalidRequest, refusal.Error);
            }
        }
    }
}
