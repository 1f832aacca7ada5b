using System.Diagnostics;
using Inference.ModelFiles.Templates;
using Inference.ModelFiles.Tokenization;
using Inference.Support;

namespace Inference.ModelFiles.Tests;

public sealed class OrdinaryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.gguf")]
    [InlineData("model")]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer.model")]
    [InlineData("chat_template.jinja")]
    public void Open_PipeThatNobodyWrites_IsRefusedAtOnce(string name)
    {
        if (OperatingSystem.IsWindows()) return;
        string pipe = _folder.PathTo(name), link = _folder.PathTo("link-" + name);
        using (Process make = Process.Start("mkfifo", [pipe])) make.WaitForExit();
        File.CreateSymbolicLink(link, pipe);

        foreach (string path in (string[])[pipe, link])
        {
            ModelFileException error = Assert.Throws<ModelFileException>(() => Read(path));
            Assert.Contains("not an ordinary file", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_LinkToAFile_IsFollowed()
    {
        File.WriteAllText(_folder.PathTo("blob"), "{{ messages }}");
        File.CreateSymbolicLink(_folder.PathTo("template"), _folder.PathTo("blob"));

        Assert.Single(ChatTemplateSource.FromFile(_folder.PathTo("template")).Templates);
    }

    private static void Read(string path)
    {
        switch (Path.GetExtension(path))
        {
            case ".json" or ".model":
                TokenizerFile.Open(path);
                break;
            case ".jinja":
                ChatTemplateSource.FromFile(path);
                break;
            default:
                ModelPackage.Open(path).Dispose();
                break;
        }
    }
}
