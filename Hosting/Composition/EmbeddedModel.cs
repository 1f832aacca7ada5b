namespace Inference.Hosting.Composition;

/// <summary>The model that comes with the program: served where no other is named.</summary>
public static class EmbeddedModel
{
    private static readonly string Place = Path.Combine("models", "ember");

    /// <summary>Its directory, beside the program or above it; null where there is none. What else lies in folders of models is somebody else's.</summary>
    public static string? Find(string start)
    {
        for (DirectoryInfo? directory = new(start); directory is not null; directory = directory.Parent)
        {
            string model = Path.Combine(directory.FullName, Place);
            if (File.Exists(Path.Combine(model, "config.json"))) return model;
        }

        return null;
    }
}
