using System.CommandLine;
using Inference.Bench.Service;
using Inference.Bench.Service.Soak;

RootCommand root = new("Measures the HTTP service as a process of its own, over the model of this repository.") { SoakCommand.Create(), OverheadCommand.Create(), IdleCommand.Create(), ClientsCommand.Create(), StallCommand.Create(), ScriptServer.Create() };
return await root.Parse(args).InvokeAsync();
