using System.Diagnostics;
using System.Text;
using Inference.ModelFiles.Tokenization;

// Usage: Tokenizers MODEL... [--text FILE]   prints, for each tokenizer, load time and the speed of encoding on one thread.
string[] models = [.. args.TakeWhile(argument => argument != "--text")];
string? file = args.Length == models.Length + 2 ? args[^1] : null;
if (models.Length == 0)
{
    Console.Error.WriteLine("usage: Tokenizers MODEL... [--text FILE]");
    return 1;
}

string text = file is null ? Inference.Bench.Tokenizers.SampleText.Create(characters: 4_000_000, seed: 1) : File.ReadAllText(file);
// Requests are some thousand characters long; one text of megabytes would measure something else.
string[] requests = [.. text.Chunk(4000).Select(chunk => new string(chunk))];
double megabytes = requests.Sum(Encoding.UTF8.GetByteCount) / 1e6;
Console.WriteLine($"{megabytes:F1} MB in {requests.Length} texts, {(file is null ? "sample text" : file)}");
TokenizerFile.Open(models[0]).Encode(requests[0]);
foreach (string model in models)
{
    Stopwatch watch = Stopwatch.StartNew();
    Tokenizer tokenizer = TokenizerFile.Open(model);
    double load = watch.Elapsed.TotalMilliseconds;
    double first = Measure(tokenizer), second = Measure(tokenizer);
    Console.WriteLine($"{Path.GetFileName(model),-32} load {load,5:F0} ms   first pass {megabytes / first,6:F1} MB/s   second pass {megabytes / second,6:F1} MB/s   {tokenizer.Description}");
}
return 0;

double Measure(Tokenizer tokenizer)
{
    List<int> ids = [];
    Stopwatch watch = Stopwatch.StartNew();
    foreach (string request in requests)
    {
        ids.Clear();
        tokenizer.Encode(request, ids);
    }
    return watch.Elapsed.TotalSeconds;
}
