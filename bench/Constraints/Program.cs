using System.Diagnostics;
using Inference.Contracts;
using Inference.Engine.Constraints;
using Inference.Engine.Constraints.Masks;
using Inference.ModelFiles.Tokenization;

// Usage: Constraints MODEL   prints, for some constraints, how long it takes to make them ready, and to apply the mask at each token of a text.
if (args.Length != 1)
{
    Console.Error.WriteLine("usage: Constraints MODEL");
    return 1;
}

Tokenizer tokenizer = TokenizerFile.Open(args[0]);
int end = tokenizer.EosTokenId ?? 0;
Stopwatch watch = Stopwatch.StartNew();
TokenizerVocabulary vocabulary = new(tokenizer);
TokenTrie trie = TokenTrie.Of(vocabulary, vocabulary.Size);
Console.WriteLine($"{tokenizer.Description}; trie of {trie.Byte.Length:N0} nodes in {watch.Elapsed.TotalMilliseconds:F0} ms");
float[] logits = new float[vocabulary.Size];

const string Person = """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0,"maximum":130},"tags":{"type":"array","items":{"type":"string"}},"kind":{"enum":["a","b"]}},"required":["name","age","tags","kind"],"additionalProperties":false}""";
const string Bounded = """{"type":"object","properties":{"text":{"type":"string","maxLength":1000}},"required":["text"],"additionalProperties":false}""";
const string Sums = "root ::= term ((\"+\" | \"-\") term)*\nterm ::= [0-9]+ | [a-z]+ | \"(\" root \")\"";
const string Prose = "The quick brown fox jumps over the lazy dog, and nobody minds; 日本語 as well. ";

// Each constraint with two texts: the second meets states that the first has not.
(string Name, ConstraintKind Kind, string Text, string First, string Second)[] cases =
[
    ("json_schema", ConstraintKind.JsonSchema, Person, """{"name": "Jane Doe", "age": 42, "tags": ["quick", "brown fox"], "kind": "a"}""", """{"name": "Jürgen \"J\" Müller", "age": 7, "tags": ["x", "lazy dog", "z"], "kind": "b"}"""),
    ("json_schema, maxLength", ConstraintKind.JsonSchema, Bounded, $$"""{"text": "{{Prose + Prose}}"}""", $$"""{"text": "{{Prose + Prose + Prose + Prose}}"}"""),
    ("json_object", ConstraintKind.Json, "", """{"a": {"b": [1, {"c": "some text"}]}}""", """{"a": [[[{"b": {"c": [{"d": "other text here"}, 3.25, null]}}]]]}"""),
    ("regex", ConstraintKind.Regex, @"[A-Z]\w+( \w+){0,20}\.", "Some words in here.", "Other words that it has not seen before."),
    ("grammar", ConstraintKind.Grammar, Sums, "1+(2-abc)", "((12+abc)-(3+(4-some)))"),
];
foreach ((string name, ConstraintKind kind, string text, string first, string second) in cases)
{
    watch.Restart();
    CompiledConstraint constraint = new(ConstraintCompiler.Read(new ConstraintSpec(kind, text)), vocabulary, trie);
    double ready = watch.Elapsed.TotalMilliseconds;
    Console.WriteLine($"{name,-24} ready {ready,6:F0} ms   first text {Measure(constraint, first)}   other text {Measure(constraint, second)}   again {Measure(constraint, second)}");
}

return 0;

// Microseconds a token: finding the mask; then applying it to a row of logits.
string Measure(CompiledConstraint constraint, string text)
{
    ConstrainedText progress = new(constraint, [end]);
    List<double> find = [], apply = [];
    foreach (int token in tokenizer.Encode(text))
    {
        long start = Stopwatch.GetTimestamp();
        if (!progress.Allows(token)) throw new InvalidOperationException($"Token {token} of '{text}' is not allowed.");
        find.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        Array.Clear(logits);
        start = Stopwatch.GetTimestamp();
        progress.Restrict(logits);
        apply.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        progress.Accept(token);
    }

    find.Sort();
    apply.Sort();
    return $"find p50 {find[find.Count / 2],5:F1} max {find[^1],6:F0} µs, apply p50 {apply[apply.Count / 2],4:F1} max {apply[^1],4:F0} µs";
}
