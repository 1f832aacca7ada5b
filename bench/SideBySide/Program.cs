using System.Text.Json;
using System.Text.Json.Serialization;
using Inference.Bench.Models;
using Inference.Bench.SideBySide;
using Inference.Bench.SideBySide.Engines;

// Options are NAME=VALUE: shapes, kinds, tests (comma-separated), rounds, threads, folder, engine (the program to time), peer (none: ours alone), json.
Dictionary<string, string> options = args.Select(argument => argument.Split('=', 2)).ToDictionary(part => part[0], part => part.Length > 1 ? part[1] : "");
string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);
string[] List(string name, IEnumerable<string> otherwise) => options.TryGetValue(name, out string? value) ? value.Split(',') : [.. otherwise];

string root = RepositoryRoot();
string[] shapes = List("shapes", ModelShape.All.Select(shape => shape.Name));
string[] kinds = List("kinds", WeightMix.Kinds);
string[] tests = List("tests", Test.All.Select(test => test.Name));
string folder = Option("folder", Path.Combine(root, "artifacts", "models"));
int threads = int.Parse(Option("threads", $"{Environment.ProcessorCount}")), rounds = int.Parse(Option("rounds", "3"));

List<Engine> engines = [Engine.Ours(Option("engine", Path.Combine(root, "inference")))];
if (Option("peer", "llama.cpp") != "none") engines.Add(Engine.LlamaCpp(LlamaCppPackage.Install()));

Comparison comparison = new(engines, threads, rounds);
List<Figure> figures = [];
Console.WriteLine(Figure.Heading(engines.Select(engine => engine.Name)));
foreach (ModelShape shape in ModelShape.All.Where(shape => shapes.Contains(shape.Name)))
{
    foreach (string kind in kinds)
    {
        string model = new RandomModel(shape, kind).FindOrMake(folder);
        foreach (Test test in Test.All.Where(test => tests.Contains(test.Name) && test.Fits(shape)))
        {
            foreach (Figure figure in comparison.Run($"{shape.Name} {kind}", model, test))
            {
                figures.Add(figure);
                Console.WriteLine(figure.Row());
            }
        }
    }
}

if (options.TryGetValue("json", out string? path)) File.WriteAllText(path, JsonSerializer.Serialize(figures, new JsonSerializerOptions { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals }));

static string RepositoryRoot()
{
    DirectoryInfo? folder = new(AppContext.BaseDirectory);
    while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Inference.sln"))) folder = folder.Parent;
    return folder?.FullName ?? throw new InvalidOperationException("This program runs inside the repository.");
}
